"""Authlib, unmodified, against a server. Argument: its address."""
import json
import os
import sys
import urllib.parse
import urllib.request
import warnings
from base64 import b64encode

warnings.simplefilter("ignore")
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.base_client.errors import OAuthError  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session  # noqa: E402
from authlib.jose import JsonWebKey, jwt  # noqa: E402
from authlib.oidc.core import CodeIDToken, UserInfo  # noqa: E402
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url  # noqa: E402

HOST = sys.argv[1]
checks = 0


def expect(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"failed: {what}")


def call(path, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", **(headers or {})}
    with urllib.request.urlopen(urllib.request.Request(HOST + path, data, headers)) as answer:
        return json.load(answer)


def api(path, body, headers=None):
    told = call(path, body, headers)
    expect(told["statusCode"] == 200, f"{path}: {told}")
    return told["data"]


own = call("/dev/credentials")
pool = api("/api/v3/get-management-token", {"accessKeyId": own["userPoolId"], "accessKeySecret": own["userPoolSecret"]})
pool = {"authorization": f"Bearer {pool['access_token']}"}


def application(method, algorithm):
    config = {f"{name}_endpoint_auth_method": method for name in ("token", "introspection", "revocation")}
    config["id_token_signed_response_alg"] = algorithm
    app = api("/api/v3/create-application", {"appName": "Authlib", "oidcConfig": config}, pool)["appId"]
    secret = call(f"/api/v3/get-application-secret?appId={app}", headers=pool)["data"]["secret"]
    return app, secret


people = 0


def sign_in(app, secret, method):
    global people
    people += 1
    phone, headers = f"137{people:08}", {"x-authing-app-id": app}
    told = call("/api/v3/send-sms", {"channel": "CHANNEL_LOGIN", "phoneNumber": phone}, headers)
    expect(told["statusCode"] == 200, f"send: {told}")
    code = call(f"/dev/inbox/messages?limit=1&to={urllib.parse.quote('+86' + phone)}")[0]["code"]
    body = {
        "connection": "PASSCODE",
        "passCodePayload": {"phone": phone, "passCode": code},
        "options": {"scope": "openid profile email phone offline_access", "autoRegister": True},
    }
    if method == "client_secret_post":
        body.update(client_id=app, client_secret=secret)
    if method == "client_secret_basic":
        headers["authorization"] = "Basic " + b64encode(f"{app}:{secret}".encode()).decode()
    return api("/api/v3/signin", body, headers)


issuer = f"{HOST}/oidc"
metadata = OpenIDProviderMetadata(call(get_well_known_url("/oidc")))
metadata.validate()
checks += 1

for method in ("client_secret_basic", "client_secret_post", "none"):
    for algorithm in ("RS256", "ES256", "HS256"):
        app, secret = application(method, algorithm)
        issued = sign_in(app, secret, method)
        session = OAuth2Session(
            app, secret, token_endpoint=metadata["token_endpoint"], token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method, token=issued,
        )
        tokens = session.refresh_token(metadata["token_endpoint"], issued["refresh_token"])
        keys = JsonWebKey.import_key_set(call(metadata["jwks_uri"][len(HOST):]))
        key = secret if algorithm == "HS256" else keys
        claims = jwt.decode(
            tokens["id_token"], key, claims_cls=CodeIDToken,
            claims_options={"iss": {"value": issuer}, "aud": {"value": app}},
            claims_params={"client_id": app, "access_token": tokens["access_token"]},
        )
        claims.validate()
        expect(isinstance(claims["updated_at"], int) and claims["at_hash"], "claims of the ID token")
        info = UserInfo(session.get(metadata["userinfo_endpoint"]).json())
        expect(info.sub == claims["sub"] and info.phone_number.startswith("+86137"), "user info")
        about = session.introspect_token(metadata["introspection_endpoint"], token=tokens["access_token"])
        expect(about.status_code == 200 and about.json()["active"], "introspection")
        try:
            session.refresh_token(metadata["token_endpoint"], tokens["refresh_token"], scope="openid none")
            expect(False, "a scope that was not granted")
        except OAuthError as error:
            expect(error.error == "invalid_scope", f"scope: {error}")
        ended = session.revoke_token(metadata["revocation_endpoint"], token=tokens["access_token"])
        about = session.introspect_token(metadata["introspection_endpoint"], token=tokens["access_token"])
        expect(ended.status_code == 200 and not about.json()["active"], "revocation")
        if method == "none":
            continue
        machine = OAuth2Session(app, secret, scope="orders", token_endpoint_auth_method=method)
        token = machine.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
        expect(token["scope"] == "orders", "a machine's token")
        stranger = OAuth2Session(app, "wrong", token_endpoint_auth_method=method)
        try:
            stranger.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
            expect(False, "a wrong secret")
        except OAuthError as error:
            expect(error.error == "invalid_client", f"client: {error}")
print(f"Authlib: {checks} checks passed")
