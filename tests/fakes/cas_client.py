"""The client of CAS for Python drives the stand-in of a server before we do."""

import sys
from urllib.parse import parse_qs, urlsplit

import requests
from cas import CASClient

base = sys.argv[1]


def client(service, version=3):
    return CASClient(version=version, server_url=f"{base}/cas/", service_url=service)


def ticket(own, name):
    answer = requests.post(own.get_login_url(), data={"username": name}, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["ticket"][0]


right = client("https://app.example/back?state=a&b=c%20d")
other = client("https://app.example/back?state=b")
first = ticket(right, "ada & <bob>")
assert right.verify_ticket(first)[0] == "ada & <bob>"
assert right.verify_ticket(first)[0] is None, "a ticket works once"
second = ticket(right, "ada")
assert other.verify_ticket(second)[0] is None, "a ticket is of one address"
assert right.verify_ticket(second)[0] is None, "and spent by a wrong one"
assert right.verify_ticket("ST-none")[0] is None
user, attributes, _ = right.verify_ticket(ticket(right, "ada"))
assert (user, attributes["displayName"]) == ("ada", "Ada L."), attributes
assert attributes["memberOf"] == ["staff", "faculty"], attributes
print("python-cas: 7 checks passed")
