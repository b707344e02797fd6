"""The whole life of a phone through the official Python SDK, unmodified. Argument: the server's address."""
import json
import sys
import urllib.parse
import urllib.request

from genauth import AuthenticationClient, ManagementClient

HOST = sys.argv[1]
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
expect(auth.get_user_info_by_access_token(tokens["access_token"])["phone_number"] == PHONE, "user info")
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
refused(pool.unlink_identity(made["userId"], "idp-1"), 422, 2217, "last login method of a created user")
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
print(f"official Python SDK: {checks} checks passed")
