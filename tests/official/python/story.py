"""The whole life of a phone through the official Python SDK, unmodified. Arguments: the server's address, and the
brand of the SDK, genauth or authing."""
import importlib
import json
import sys
import urllib.parse
import urllib.request

HOST, BRAND = sys.argv[1:]
sdk = importlib.import_module(BRAND)
AuthenticationClient, ManagementClient = sdk.AuthenticationClient, sdk.ManagementClient
checks = 0


def dev(path, body=None):
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(HOST + path, data, {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def code(to):
    return dev("/dev/inbox/messages?limit=1&to=" + urllib.parse.quote(to))[0]["code"]


def expect(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"failed: {what}")


def ok(answer, what):
    expect(answer["statusCode"] == 200, f"{what}: {answer}")
    return answer.get("data")


def refused(answer, status, api_code, what):
    expect((answer["statusCode"], answer.get("apiCode")) == (status, api_code), f"{what}: {answer}")


app = dev("/dev/credentials")
auth = AuthenticationClient(app_id=app["appId"], app_secret=app["appSecret"], app_host=HOST, lang="en-US")
pool = ManagementClient(access_key_id=app["userPoolId"], access_key_secret=app["userPoolSecret"], host=HOST)
PHONE, NEW, EMAIL = "18800001111", "18800002222", "py@example.com"


def sms(channel, number=PHONE):
    ok(auth.send_sms(channel, number), f"send {channel}")
    return code("+86" + number)


def mail(channel):
    ok(auth.send_email(channel, EMAIL), f"send {channel}")
    return code(EMAIL)


# Sign up and in by phone.
user = ok(auth.sign_up_by_phone_passcode(PHONE, sms("CHANNEL_REGISTER"), "+86", profile={"nickname": "Ada"}), "sign up")
expect(user["phone"] == PHONE and user["phoneCountryCode"] == "+86" and user["nickname"] == "Ada", "user")
right = sms("CHANNEL_LOGIN")
payload = {"phone": PHONE, "passCode": right, "channel": "CHANNEL_LOGIN"}
expect(ok(auth.pre_check_code("SMS", payload), "pre-check")["isValid"], "pre-check is right")
wrong = "000000" if right != "000000" else "111111"
refused(auth.sign_in_by_phone_passcode(PHONE, wrong), 422, 2001, "wrong code")
options = {"scope": "openid profile email phone offline_access"}
tokens = ok(auth.sign_in_by_phone_passcode(PHONE, right, "+86", options), "sign in")
expect(tokens["expire_in"] == tokens["expires_in"] and tokens["token_type"] == "bearer", "both names of the life")
refused(auth.sign_in_by_phone_passcode(PHONE, right), 422, 2001, "a code works once")
auth.set_access_token(tokens["access_token"])

# Tokens.
claims = auth.introspect_token_offline(tokens["access_token"])
expect(claims["sub"] == user["userId"] and claims["aud"] == app["appId"], "offline verification")
expect(auth.introspect_token(tokens["access_token"])["active"], "introspection")
expect(auth.get_user_info_by_access_token(tokens["access_token"])["phone_number"] == "+86" + PHONE, "user info")
fresh = auth.get_new_access_token_by_refresh_token(tokens["refresh_token"])
expect(fresh["access_token"] and fresh["refresh_token"] != tokens["refresh_token"], "refresh")
machine = auth.get_access_token_by_client_credentials("orders:read", app["userPoolId"], app["userPoolSecret"])
expect(machine["token_type"] == "bearer", "client credentials")

# Profile.
expect(ok(auth.get_profile(), "profile")["userId"] == user["userId"], "own profile")
expect(ok(auth.update_profile(name="Ada Lovelace", custom_data={"team": "engine"}), "update profile")["name"] == "Ada Lovelace", "name")
expect(ok(auth.get_profile(with_custom_data=True), "profile")["customData"] == {"team": "engine"}, "custom data")

# The last login method stays.
refused(auth.unbind_phone(sms("CHANNEL_UNBIND_PHONE")), 422, 2217, "last login method")
ok(auth.bind_email(mail("CHANNEL_BIND_EMAIL"), EMAIL), "bind e-mail")
expect(ok(auth.get_security_level(), "security")["emailBinded"], "e-mail bound")
dev("/dev/clock", {"advanceSeconds": 60})
ok(auth.unbind_phone(sms("CHANNEL_UNBIND_PHONE")), "unbind phone")
expect(ok(auth.get_profile(), "profile")["phone"] is None, "no phone")
ok(auth.bind_phone(sms("CHANNEL_BIND_PHONE"), PHONE, "+86"), "bind phone")

# Change of phone.
dev("/dev/clock", {"advanceSeconds": 60})
numbers = {
    "newPhoneNumber": NEW, "newPhonePassCode": sms("CHANNEL_BIND_PHONE", NEW),
    "oldPhoneNumber": PHONE, "oldPhonePassCode": sms("CHANNEL_UNBIND_PHONE"),
}
grant = ok(auth.verify_update_phone_request(numbers, "PHONE_PASSCODE"), "prove both numbers")
expect(grant["tokenExpiresIn"] == 60, "a minute")
expect(ok(auth.update_phone(grant["updatePhoneToken"]), "update phone")["success"], "changed")
expect(ok(auth.get_profile(), "profile")["phone"] == NEW, "new phone")
refused(auth.update_phone(grant["updatePhoneToken"]), 422, None, "a token works once")

# Password.
ok(auth.update_password("correct horse 1"), "set password")
dev("/dev/clock", {"advanceSeconds": 60})
proof = {"phoneNumber": NEW, "passCode": sms("CHANNEL_RESET_PASSWORD", NEW)}
reset = ok(auth.verify_reset_password_request("PHONE_PASSCODE", proof), "prove reset")
ok(auth.reset_password("correct horse 2", reset["passwordResetToken"]), "reset password")
refused(auth.get_profile(), 401, 2020, "a reset ends all sessions")
refused(auth.sign_in_by_phone_password(NEW, "correct horse 1"), 403, 2333, "old password")
tokens = ok(auth.sign_in_by_account_password(EMAIL, "correct horse 2"), "sign in by account")
auth.set_access_token(tokens["access_token"])
expect(ok(auth.get_login_history(), "history")["totalCount"] >= 2, "login history")
expect(ok(auth.get_logged_in_apps(), "apps")[0]["active"], "logged-in apps")
expect(ok(auth.get_identities(), "identities") == [], "identities")
expect(auth.get_system_info()["rsa"]["publicKey"].startswith("-----BEGIN PUBLIC KEY"), "system")
expect(any(c["alpha2"] == "CN" for c in ok(auth.get_country_list(), "countries")), "country list")

# Management.
made = ok(pool.create_user(username="grace", email="grace@example.com", password="correct horse 3"), "create user")
batch = ok(pool.create_users_batch([{"username": "alan"}, {"username": "edsger"}]), "create batch")
expect(len(batch) == 2, "two users")
expect(ok(pool.get_user(made["userId"]), "get user")["username"] == "grace", "get user")
ids = [made["userId"], batch[0]["userId"]]
expect(len(ok(pool.get_user_batch(ids), "get batch")) == 2, "get batch")
expect(ok(pool.list_users(keywords="grace"), "list users")["totalCount"] == 1, "list users")
expect(ok(pool.is_user_exists(username="grace"), "exists")["exists"], "exists")
expect(ok(pool.update_user(made["userId"], nickname="Amazing"), "update user")["nickname"] == "Amazing", "update user")
ok(pool.update_user_batch([{"userId": batch[0]["userId"], "name": "Alan"}]), "update batch")
ok(pool.link_identity("openid-1", made["userId"], "idp-1", "openid"), "link identity")
expect(len(ok(pool.get_user_identities(made["userId"]), "identities")) == 1, "identity linked")
ok(pool.unlink_identity(made["userId"], "idp-1"), "unlink identity")
settings = ok(pool.get_security_settings(), "settings")
expect(settings["verifyCodeLength"] == 6 and settings["changePhoneStrategy"]["verifyOldPhone"], "defaults")
expect(ok(pool.update_security_settings(verify_code_length=4), "settings")["verifyCodeLength"] == 4, "four digits")
expect(len(sms("CHANNEL_VERIFY_MFA", NEW)) == 4, "a code of four digits")
ok(pool.update_security_settings(verify_code_length=6), "settings")
logs = ok(pool.get_user_action_logs(user_id=user["userId"], pagination={"page": 1, "limit": 50}), "action logs")
kinds = {row["eventType"] for row in logs["list"]}
expect({"register", "login", "bindEmail", "unbindPhone", "bindPhone", "updateUserPhone"} <= kinds, f"events {kinds}")
expect(ok(pool.get_user_login_history(user["userId"]), "login history")["totalCount"] >= 2, "login history")
listed = ok(pool.list_applications(), "applications")
expect(listed["list"][0]["appId"] == app["appId"], "applications")
# Namespaces and roles.
expect(ok(pool.create_namespace("shop", "Shop"), "create namespace")["name"] == "Shop", "namespace")
ok(pool.create_namespaces_batch([{"code": "a"}, {"code": "b"}]), "create namespaces")
expect(ok(pool.get_namespace("shop"), "get namespace")["code"] == "shop", "get namespace")
expect(len(ok(pool.get_namespaces_batch(["a", "b"]), "get namespaces")) == 2, "get namespaces")
expect(ok(pool.update_namespace("shop", new_code="store"), "update namespace")["newCode"] == "store", "new code")
expect(ok(pool.list_namespaces(keywords="STO"), "list namespaces")["totalCount"] == 1, "list namespaces")
ok(pool.create_permission_namespace("Blog", "blog"), "create permission namespace")
ok(pool.create_permission_namespaces_batch([{"code": "c", "name": "C"}]), "create permission namespaces")
expect(ok(pool.get_permission_namespace("blog"), "get")["name"] == "Blog", "get permission namespace")
expect(len(ok(pool.get_permission_namespaces_batch(["c", "blog"]), "get")) == 2, "get permission namespaces")
expect(ok(pool.update_permission_namespace("blog", name="Log"), "update")["name"] == "Log", "update permission namespace")
expect(ok(pool.list_permission_namespaces(query="log"), "list")["totalCount"] == 1, "list permission namespaces")
expect(not ok(pool.check_permission_namespace_exists(code="blog"), "check")["isValid"], "a code that is taken")
role = ok(pool.create_role("editor", "Editor"), "create role")
expect(role["namespaceName"] == "default" and role["status"] == "ENABLE", "a role")
ok(pool.create_roles_batch([{"code": "reader"}, {"code": "seller", "namespace": "store"}]), "create roles")
refused(pool.create_role("editor"), 409, None, "a code that is taken")
ok(pool.update_role("Chief", "chief", "editor"), "update role")
expect(ok(pool.get_role("chief"), "get role")["id"] == role["id"], "get role")
expect(ok(pool.list_roles(keywords="e"), "list roles")["totalCount"] == 2, "list roles")
expect(ok(pool.list_namespace_roles("store"), "roles of a namespace")["list"][0]["code"] == "seller", "list")
expect(ok(pool.list_permission_namespace_roles("store"), "roles")["totalCount"] == 1, "list")
expect(ok(pool.check_params_namespace("free", "store"), "check role")["isValid"], "a free code")
ada = [{"targetType": "USER", "targetIdentifier": user["userId"]}]
ok(pool.assign_role(ada, "chief"), "assign role")
ok(pool.assign_role_batch(ada, [{"code": "reader"}, {"code": "seller", "namespace": "store"}]), "assign roles")
expect(ok(pool.get_user_roles(user["userId"]), "user roles")["totalCount"] == 2, "roles of a user")
expect(ok(pool.has_any_role([{"code": "chief"}], user["userId"]), "has role")["hasAnyRole"], "has a role")
expect([r["code"] for r in ok(auth.get_role_list("store"), "own roles")] == ["seller"], "own roles")
expect(ok(pool.list_role_members("chief"), "members")["list"][0]["userId"] == user["userId"], "members")
expect(ok(pool.list_role_assignments("chief"), "assignments")["data"][0]["status"] == "ENABLE", "assignments")
expect(ok(pool.get_role_authorized_resources("chief"), "resources")["list"] == [], "resources")
ok(pool.revoke_role(ada, "chief"), "revoke role")
ok(pool.revoke_role_batch(ada, [{"code": "reader"}]), "revoke roles")
expect(ok(auth.get_role_list(), "own roles") == [], "revoked")
ok(pool.create_admin_role("Auditor", "auditor"), "create admin role")
ok(pool.delete_admin_roles_batch(["auditor"]), "delete admin role")
ok(pool.delete_roles_batch(["chief"]), "delete roles")
ok(pool.delete_roles([{"code": "seller", "namespace": "store"}, {"code": "reader", "namespace": "default"}]), "delete roles")
ok(pool.delete_namespace("store"), "delete namespace")
ok(pool.delete_namespaces_batch(["a", "b"]), "delete namespaces")
ok(pool.delete_permission_namespace("blog"), "delete permission namespace")
ok(pool.delete_permission_namespaces_batch(["c"]), "delete permission namespaces")

ok(pool.kick_users([app["appId"]], user["userId"]), "kick")
refused(auth.get_profile(), 401, 2020, "kicked")

# Delete.
tokens = ok(auth.sign_in_by_email_password(EMAIL, "correct horse 2"), "sign in again")
auth.set_access_token(tokens["access_token"])
proof = {"phoneNumber": NEW, "passCode": sms("CHANNEL_DELETE_ACCOUNT", NEW)}
leave = ok(auth.verify_delete_account_request("PHONE_PASSCODE", proof), "prove deletion")
expect(ok(auth.delete_account(leave["deleteAccountToken"]), "delete")["success"], "deleted")
refused(auth.get_profile(), 401, 2020, "gone")
ok(pool.delete_users_batch([made["userId"], batch[0]["userId"], batch[1]["userId"]]), "delete batch")
expect(ok(pool.list_users(), "list")["totalCount"] == 0, "nobody left")
print(f"official Python SDK {BRAND}: {checks} checks passed")
