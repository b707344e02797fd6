"""Authlib, unmodified, against a server. Argument: its address."""
import html
import json
import os
import re
import sys
import urllib.parse
import urllib.request
import warnings
from base64 import b64encode

warnings.simplefilter("ignore")
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests  # noqa: E402
from authlib.common.security import generate_token  # noqa: E402
from authlib.integrations.base_client.errors import OAuthError  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session  # noqa: E402
from authlib.jose import JsonWebKey, jwt  # noqa: E402
from authlib.oauth2.rfc7523 import ClientSecretJWT, PrivateKeyJWT  # noqa: E402
from authlib.oidc.core import CodeIDToken, UserInfo  # noqa: E402
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url  # noqa: E402
from joserfc.jwk import ECKey, OKPKey, RSAKey  # noqa: E402

HOST = sys.argv[1]
BACK = "http://127.0.0.1:9/callback"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
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


def application(method, algorithm, **more):
    config = {f"{name}_endpoint_auth_method": method for name in ("token", "introspection", "revocation")}
    config.update(id_token_signed_response_alg=algorithm, **more)
    app = api("/api/v3/create-application", {"appName": "Authlib", "oidcConfig": config}, pool)["appId"]
    secret = call(f"/api/v3/get-application-secret?appId={app}", headers=pool)["data"]["secret"]
    return app, secret


def newest(phone):
    return call(f"/dev/inbox/messages?limit=1&to={urllib.parse.quote('+86' + phone)}")[0]["code"]


people = 0


def sign_in(app, secret, method):
    global people
    people += 1
    phone, headers = f"137{people:08}", {"x-authing-app-id": app}
    told = call("/api/v3/send-sms", {"channel": "CHANNEL_LOGIN", "phoneNumber": phone}, headers)
    expect(told["statusCode"] == 200, f"send: {told}")
    code = newest(phone)
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


class Browser:
    """A browser without scripts: it keeps cookies and fills in forms."""

    def __init__(self):
        self.cookies = {}

    def ask(self, url, form=None):
        """The page, or where it leads beyond the server."""
        while True:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            method = "GET" if form is None else "POST"
            answer = requests.request(method, url, data=form, headers={"cookie": cookie}, allow_redirects=False)
            self.cookies.update(answer.cookies.get_dict())
            to = answer.headers.get("location")
            if not to:
                return answer.text
            url, form = urllib.parse.urljoin(url, to), None
            if not url.startswith(HOST):
                return url

    def fill(self, page, **fields):
        action = html.unescape(re.search(r'action="([^"]+)"', page)[1])
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.split("</form>")[0])
        return self.ask(HOST + action, {**{name: html.unescape(value) for name, value in hidden}, **fields})

    def sign_in(self, page, phone):
        page = self.fill(page, country="CN", phone=phone, signs_up="1")
        return self.fill(page, code=newest(phone), signs_up="1")


def client_of(method, algorithm, key=None):
    jwks = {"jwks": {"keys": [key.as_dict(private=False)]}} if key else {}
    grants = ["authorization_code", "refresh_token", DEVICE]
    app, secret = application(method, algorithm, redirect_uris=[BACK], grant_types=grants, **jwks)
    session = OAuth2Session(
        app, key or secret, token_endpoint_auth_method=method, scope="openid phone offline_access",
        redirect_uri=BACK, code_challenge_method="S256",
    )
    if method == "private_key_jwt":
        session.register_client_auth_method(PrivateKeyJWT(headers={"kid": key.kid}, alg=key.alg))
    if method == "client_secret_jwt":
        session.register_client_auth_method(ClientSecretJWT())
    return session


def validated(session, tokens, nonce=None):
    keys = JsonWebKey.import_key_set(call(metadata["jwks_uri"][len(HOST):]))
    claims = jwt.decode(
        tokens["id_token"], keys, claims_cls=CodeIDToken,
        claims_options={"iss": {"value": issuer}, "aud": {"value": session.client_id}},
        claims_params={"client_id": session.client_id, "access_token": tokens["access_token"], "nonce": nonce},
    )
    claims.validate()
    return claims


def refused(call, error):
    try:
        call()
        expect(False, f"no {error}")
    except OAuthError as told:
        expect(told.error == error, f"{error}: {told}")


def proven_post(session, endpoint, data):
    """A call that Authlib has no name for, with the proof that it makes."""
    proof = session.client_auth(session.token_endpoint_auth_method)
    return session.post(metadata[endpoint], data=data, auth=proof, withhold_token=True)


def code_flow(session, browser, phone, pushed):
    verifier, nonce = generate_token(48), generate_token()
    endpoint = metadata["authorization_endpoint"]
    url, state = session.create_authorization_url(endpoint, code_verifier=verifier, nonce=nonce)
    if pushed:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        # The proof names the application, or stands for it.
        del query["client_id"]
        told = proven_post(session, "pushed_authorization_request_endpoint", query)
        expect(told.status_code == 201, f"pushed: {told.text}")
        reference = {"client_id": session.client_id, "request_uri": told.json()["request_uri"]}
        url = f"{endpoint}?{urllib.parse.urlencode(reference)}"
    back = browser.ask(url)
    if not back.startswith(BACK):
        back = browser.sign_in(back, phone)
    expect(back.startswith(BACK), back)
    given = {"authorization_response": back, "state": state, "code_verifier": verifier}
    tokens = session.fetch_token(metadata["token_endpoint"], **given)
    claims = validated(session, tokens, nonce)
    expect(claims["phone_number"] == f"+86{phone}" and claims["amr"] == ["otp", "sms"], "claims of the flow")
    info = session.get(metadata["userinfo_endpoint"]).json()
    expect(info["sub"] == claims["sub"], "user info of the flow")
    session.token = session.refresh_token(metadata["token_endpoint"], tokens["refresh_token"])
    expect(validated(session, session.token)["auth_time"] == claims["auth_time"], "refreshed")
    refused(lambda: session.fetch_token(metadata["token_endpoint"], **given), "invalid_grant")


def device_flow(session, browser, phone):
    told = proven_post(session, "device_authorization_endpoint", {"scope": "openid phone"})
    expect(told.status_code == 200, f"device: {told.text}")
    begun = told.json()
    ask = lambda: session.fetch_token(metadata["token_endpoint"], grant_type=DEVICE, device_code=begun["device_code"])  # noqa: E731
    refused(ask, "authorization_pending")
    page = browser.fill(browser.ask(begun["verification_uri"]), user_code=begun["user_code"])
    browser.fill(page, answer="yes")
    expect(validated(session, ask())["phone_number"] == f"+86{phone}", "a device")


keys = [RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"}), ECKey.generate_key("P-256", {"kid": "two", "alg": "ES256"})]
keys.append(OKPKey.generate_key("Ed25519", {"kid": "three", "alg": "EdDSA"}))
proofs = [("client_secret_basic", None), ("client_secret_post", None), ("none", None), ("client_secret_jwt", None)]
for n, (method, key) in enumerate(proofs + [("private_key_jwt", key) for key in keys]):
    session, browser, phone = client_of(method, ("RS256", "ES256")[n % 2], key), Browser(), f"135{n:08}"
    for pushed in (False, True):
        code_flow(session, browser, phone, pushed)
    device_flow(session, browser, phone)
print(f"Authlib: {checks} checks passed")
