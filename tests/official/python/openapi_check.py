"""The document of the API: valid OpenAPI 3.1, and every example fits its schema. Argument: the document.

Prints how many examples there are.
"""
import json
import sys

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

document = json.load(open(sys.argv[1]))
OpenAPIV31SpecValidator(document).validate()


def fits(schema, example, what):
    validator = jsonschema_rs.validator_for({**schema, "components": document["components"]})
    for error in validator.iter_errors(example):
        sys.exit(f"{what}: {error}")
    return 1


examples = 0
for methods in document["paths"].values():
    for operation in methods.values():
        name = operation["operationId"]
        for parameter in operation.get("parameters", []):
            if "example" in parameter:
                examples += fits(parameter["schema"], parameter["example"], f"{name} {parameter['name']}")
        bodies = operation.get("requestBody", {}).get("content", {})
        answers = next(said for status, said in operation["responses"].items() if status[0] == "2")["content"]
        for media in [*bodies.values(), *answers.values()]:
            if "example" in media:
                examples += fits(media["schema"], media["example"], name)
print(f"{examples} examples fit")
