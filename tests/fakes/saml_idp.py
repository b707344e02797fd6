"""An identity provider of another make: pysaml2, which signs by xmlsec1.

`keys FOLDER` makes a key and prints its certificate; `answer FOLDER` reads a request and the metadata
of who asks, as JSON, and prints the response.
"""

import datetime
import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORD
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, DIGEST_SHA512, SIG_RSA_SHA256, SIG_RSA_SHA512

ENTITY = "urn:example:pysaml2"
folder = pathlib.Path(sys.argv[2])


def keys():
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    made = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(pem)
    (folder / "certificate.pem").write_bytes(made)
    print(made.decode())


def answer():
    asked = json.load(sys.stdin)
    config = IdPConfig().load(
        {
            "entityid": ENTITY,
            "key_file": str(folder / "key.pem"),
            "cert_file": str(folder / "certificate.pem"),
            "metadata": {"inline": [asked["metadata"]]},
            "service": {
                "idp": {
                    "endpoints": {
                        "single_sign_on_service": [(asked["at"], BINDING_HTTP_REDIRECT)]
                    },
                    "want_authn_requests_signed": "signature" in asked,
                    "policy": {"default": {"lifetime": {"minutes": 15}}},
                }
            },
        }
    )
    idp = Server(config=config)
    proof = {name: asked[name] for name in ("relay_state", "sigalg", "signature") if name in asked}
    request = idp.parse_authn_request(asked["request"], BINDING_HTTP_REDIRECT, **proof)
    assert request is not None, "the request is not believed"
    message = request.message
    own = idp.metadata.assertion_consumer_service(message.issuer.text, BINDING_HTTP_POST)
    assert own[0]["location"] == message.assertion_consumer_service_url, own
    strong = asked["strong"]
    response = idp.create_authn_response(
        {"displayName": ["Ada L."], "mail": ["ada@example.com"]},
        in_response_to=message.id,
        destination=message.assertion_consumer_service_url,
        sp_entity_id=message.issuer.text,
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=asked["user"]),
        authn={"class_ref": PASSWORD, "authn_auth": ENTITY},
        sign_response=asked["signs"] != "assertion",
        sign_assertion=asked["signs"] != "response",
        sign_alg=SIG_RSA_SHA512 if strong else SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA512 if strong else DIGEST_SHA256,
    )
    print(str(response))


{"keys": keys, "answer": answer}[sys.argv[1]]()
