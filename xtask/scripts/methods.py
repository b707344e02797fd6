"""The methods of the official Python package, one a line."""

import genauth

for client in (genauth.AuthenticationClient, genauth.ManagementClient):
    for name in sorted(vars(client)):
        if not name.startswith("_"):
            print(f"{client.__name__}.{name}")
