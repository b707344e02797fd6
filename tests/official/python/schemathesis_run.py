"""Schemathesis over the document of the API. Arguments: the document, the server's address.

Prints `cases: N`; the status is not 0 when an answer is of class 500 or does not fit its schema.
"""
import json
import os
import sys

import jsonschema_rs
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

CASES = 75 * int(os.environ.get("SOAK", "1"))
document = json.load(open(sys.argv[1]))


def without_bounds(node):
    """The same without bounds of texts: to break one takes a minute, and another test tries them all."""
    if isinstance(node, dict):
        return {name: without_bounds(inner) for name, inner in node.items() if name != "maxLength"}
    return [without_bounds(inner) for inner in node] if isinstance(node, list) else node


schema = schemathesis.openapi.from_dict(without_bounds(document))
session = requests.Session()
count = 0
faults = []


def headers(operation):
    found = {"x-authing-app-id": os.environ["APP_ID"]}
    for requirement in operation.get("security", []):
        if "userToken" in requirement:
            found["authorization"] = os.environ["USER_TOKEN"]
        if "management" in requirement:
            found["authorization"] = "Bearer " + os.environ["POOL_TOKEN"]
    return found


def examine(path, method, operation, validator):
    def test(case):
        global count
        case.headers = {**(case.headers or {}), **headers(operation)}
        answer = case.call(base_url=sys.argv[2], session=session)
        count += 1
        what = f"{operation['operationId']} {case.body!r:.200} {answer.text[:300]}"
        if answer.status_code >= 500:
            faults.append(f"HTTP {answer.status_code}: {what}")
        elif answer.status_code < 300 and answer.text:
            body = answer.json()
            if isinstance(body, dict) and body.get("statusCode") in (500, 502, 503):
                faults.append(f"class 500: {what}")
            elif not validator.is_valid(body):
                faults.append(f"schema: {what}")

    return test


for path, methods in document["paths"].items():
    for method, operation in methods.items():
        success = next(said for status, said in operation["responses"].items() if status[0] == "2")
        content = success["content"]["application/json"]["schema"]
        validator = jsonschema_rs.validator_for({**content, "components": document["components"]})
        for modes in ([GenerationMode.POSITIVE], [GenerationMode.NEGATIVE]):
            strategy = schema[path][method].as_strategy(generation_mode=modes[0])
            run = settings(
                max_examples=CASES // 2, deadline=None, derandomize=True, database=None,
                phases=[Phase.generate], suppress_health_check=list(HealthCheck),
            )(given(strategy)(examine(path, method, operation, validator)))
            try:
                run()
            except BaseException as error:  # an operation without input has no negative cases
                if "Unsatisfiable" not in type(error).__name__ and "NoExamples" not in type(error).__name__:
                    print(operation["operationId"], modes, type(error).__name__, error)

print(f"cases: {count}")
for fault in faults[:20]:
    print(fault)
sys.exit(1 if faults else 0)
