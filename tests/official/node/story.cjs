// The whole life of a phone through the official Node SDK, unmodified. Argument: the server's address.
const { AuthenticationClient, ManagementClient } = require("authing-node-sdk");

const HOST = process.argv[2];
let checks = 0;

function expect(condition, what) {
  checks += 1;
  if (!condition) throw new Error(`failed: ${what}`);
}
function ok(answer, what) {
  expect(answer.statusCode === 200, `${what}: ${JSON.stringify(answer)}`);
  return answer.data;
}
function refused(answer, status, apiCode, what) {
  expect(answer.statusCode === status && answer.apiCode === apiCode, `${what}: ${JSON.stringify(answer)}`);
}
async function dev(path, body) {
  const options = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return (await fetch(HOST + path, options)).json();
}
async function code(to) {
  return (await dev(`/dev/inbox/messages?limit=1&to=${encodeURIComponent(to)}`))[0].code;
}

(async () => {
  const app = await dev("/dev/credentials");
  const options = { appId: app.appId, appSecret: app.appSecret, appHost: HOST, lang: "en-US" };
  const anonymous = new AuthenticationClient({ ...options });
  let auth = anonymous;
  const pool = new ManagementClient({ accessKeyId: app.userPoolId, accessKeySecret: app.userPoolSecret, host: HOST });
  const PHONE = "18800003333", NEW = "18800004444", EMAIL = "node@example.com";
  const sms = async (channel, phoneNumber = PHONE) => {
    ok(await auth.sendSms({ channel, phoneNumber, phoneCountryCode: "+86" }), `send ${channel}`);
    return code("+86" + phoneNumber);
  };
  const mail = async (channel) => {
    ok(await auth.sendEmail({ channel, email: EMAIL }), `send ${channel}`);
    return code(EMAIL);
  };
  const signedIn = (tokens) => new AuthenticationClient({ ...options, accessToken: tokens.access_token });

  // Sign up and in by phone.
  const user = ok(await auth.signUpByPhoneCode({ phone: PHONE, passCode: await sms("CHANNEL_REGISTER"), phoneCountryCode: "+86" }), "sign up");
  let tokens = ok(await auth.signInByPhonePassCode({ phone: PHONE, passCode: await sms("CHANNEL_LOGIN"), phoneCountryCode: "+86", options: { scope: "openid profile offline_access" } }), "sign in");
  auth = signedIn(tokens);
  expect((await auth.parseIDToken(tokens.id_token)).sub === user.userId, "ID token");
  expect((await auth.parseAccessToken(tokens.access_token)).aud === app.appId, "access token");
  expect((await auth.introspectToken(tokens.access_token)).active, "introspection");
  const fresh = await auth.getNewAccessTokenByRefreshToken(tokens.refresh_token);
  expect(fresh.access_token, "refresh");
  expect((await auth.getUserInfoByAccessToken(fresh.access_token)).sub === user.userId, "user info");
  for (const [method, tokenPlace] of [["GET", "query"], ["GET", "header"], ["POST", "query"], ["POST", "header"], ["POST", "body"]]) {
    for (const from of [auth, anonymous]) {
      const info = await from.getUserInfoByAccessToken(fresh.access_token, { method, tokenPlace });
      expect(info.sub === user.userId, `user info by ${method} ${tokenPlace}`);
    }
  }
  expect((await anonymous.getUserInfoByAccessToken(fresh.access_token)).sub === user.userId, "user info of another");
  const oauth = new AuthenticationClient({ ...options, protocol: "oauth" });
  const next = await oauth.getNewAccessTokenByRefreshToken(fresh.refresh_token);
  expect((await oauth.getUserInfoByAccessToken(next.access_token)).sub === user.userId, "user info, OAuth");
  expect((await oauth.introspectToken(next.access_token)).active, "introspection, OAuth");
  expect(await oauth.revokeToken(next.access_token), "revocation, OAuth");
  expect(!(await oauth.introspectToken(next.access_token)).active, "revoked, OAuth");

  // Profile, e-mail, the last login method.
  expect(ok(await auth.updateProfile({ nickname: "Ada" }), "update profile").nickname === "Ada", "nickname");
  refused(await auth.unbindPhone({ passCode: await sms("CHANNEL_UNBIND_PHONE") }), 422, 2217, "last login method");
  ok(await auth.bindEmail({ email: EMAIL, passCode: await mail("CHANNEL_BIND_EMAIL") }), "bind e-mail");
  await dev("/dev/clock", { advanceSeconds: 60 });
  ok(await auth.unbindPhone({ passCode: await sms("CHANNEL_UNBIND_PHONE") }), "unbind phone");
  ok(await auth.bindPhone({ phoneNumber: PHONE, passCode: await sms("CHANNEL_BIND_PHONE"), phoneCountryCode: "+86" }), "bind phone");

  // Change of phone.
  await dev("/dev/clock", { advanceSeconds: 60 });
  const grant = ok(await auth.verifyUpdatePhoneRequest({
    verifyMethod: "PHONE_PASSCODE",
    phonePassCodePayload: {
      newPhoneNumber: NEW, newPhonePassCode: await sms("CHANNEL_BIND_PHONE", NEW), newPhoneCountryCode: "+86",
      oldPhoneNumber: PHONE, oldPhonePassCode: await sms("CHANNEL_UNBIND_PHONE"), oldPhoneCountryCode: "+86",
    },
  }), "prove both numbers");
  ok(await auth.updatePhone({ updatePhoneToken: grant.updatePhoneToken }), "update phone");
  expect(ok(await auth.getProfile({}), "profile").phone === NEW, "new phone");

  // Password, encrypted with the server's own RSA key.
  const { rsa } = await auth.getSystemInfo();
  const { publicEncrypt, constants } = require("crypto");
  const encrypted = publicEncrypt({ key: rsa.publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("correct horse 1")).toString("base64");
  ok(await auth.updatePassword({ newPassword: encrypted, passwordEncryptType: "rsa" }), "set password");
  await dev("/dev/clock", { advanceSeconds: 60 });
  const reset = ok(await anonymous.verifyResetPasswordRequest({
    verifyMethod: "EMAIL_PASSCODE",
    emailPassCodePayload: { email: EMAIL, passCode: await mail("CHANNEL_RESET_PASSWORD") },
  }), "prove reset");
  ok(await anonymous.resetPassword({ passwordResetToken: reset.passwordResetToken, password: "correct horse 2" }), "reset");
  refused(await auth.getProfile({}), 401, 2020, "a reset ends all sessions");
  tokens = ok(await anonymous.signInByPhonePassword({ phone: NEW, password: "correct horse 2" }), "sign in by password");
  auth = signedIn(tokens);
  expect(ok(await auth.getLoginHistory({}), "history").totalCount >= 2, "history");

  // The same encrypted by SM2, as the vendor's own clients do.
  const { sm2 } = await auth.getSystemInfo();
  const sealed = require("sm-crypto").sm2.doEncrypt("correct horse 2", sm2.publicKey, 1);
  ok(await anonymous.signInByAccountPassword({ account: EMAIL, password: sealed, options: { passwordEncryptType: "sm2" } }), "sign in by SM2");

  // Management, every call signed.
  const made = ok(await pool.createUser({ username: "grace", phone: "18800005555", phoneVerified: true, password: "correct horse 3", customData: { z: 1, a: [1, { y: null, b: "ü&=" }] } }), "create user");
  expect(ok(await pool.getUser({ userId: made.userId, withCustomData: true }), "get user").customData.a[1].b === "ü&=", "custom data");
  expect(ok(await pool.getUserBatch({ userIds: [made.userId, user.userId], userIdType: "user_id" }), "get batch").length === 2, "get batch");
  expect(ok(await pool.listUsers({ keywords: "grace", options: { pagination: { page: 1, limit: 10 }, sort: [{ field: "createdAt", order: "desc" }] } }), "list").totalCount === 1, "list");
  expect(ok(await pool.updateUser({ userId: made.userId, name: "Grace Hopper" }), "update").name === "Grace Hopper", "update");
  refused(await pool.updateUser({ userId: made.userId, phone: null }), 422, 2217, "last login method of a created user");
  const settings = ok(await pool.getSecuritySettings(), "settings");
  expect(settings.verifyCodeMaxAttempts === 5, "five tries");
  ok(await pool.updateSecuritySettings({ changePhoneStrategy: { verifyOldPhone: true } }), "settings");
  const spa = ok(await pool.createApplication({ appName: "Shop", appIdentifier: "shop", oidcConfig: { token_endpoint_auth_method: "client_secret_basic" } }), "create application");
  const { secret } = ok(await pool.getApplicationSecret({ appId: spa.appId }), "secret");
  const basic = new AuthenticationClient({ appId: spa.appId, appSecret: secret, appHost: HOST, tokenEndPointAuthMethod: "client_secret_basic" });
  ok(await basic.signInByPhonePassword({ phone: NEW, password: "correct horse 2" }), "client_secret_basic");
  ok(await pool.updateApplication({ appId: spa.appId, oidcConfig: { token_endpoint_auth_method: "none" } }), "update application");
  const none = new AuthenticationClient({ appId: spa.appId, appHost: HOST, tokenEndPointAuthMethod: "none" });
  ok(await none.signInByPhonePassword({ phone: NEW, password: "correct horse 2" }), "none");
  expect(ok(await pool.refreshApplicationSecret({ appId: spa.appId }), "refresh secret").secret !== secret, "new secret");
  expect(ok(await pool.listApplications({}), "applications").totalCount === 2, "two applications");
  ok(await pool.deleteApplication({ appId: spa.appId }), "delete application");
  // Namespaces and roles.
  expect(ok(await pool.createNamespace({ code: "shop", name: "Shop" }), "create namespace").name === "Shop", "namespace");
  ok(await pool.createNamespacesBatch({ list: [{ code: "a" }, { code: "b" }] }), "create namespaces");
  expect(ok(await pool.getNamespace({ code: "shop" }), "get namespace").code === "shop", "get namespace");
  expect(ok(await pool.getNamespacesBatch({ codeList: ["a", "b"] }), "get namespaces").length === 2, "get namespaces");
  expect(ok(await pool.updateNamespace({ code: "shop", newCode: "store" }), "update namespace").newCode === "store", "new code");
  expect(ok(await pool.listNamespaces({ keywords: "STO" }), "list namespaces").totalCount === 1, "list namespaces");
  ok(await pool.createPermissionNamespace({ code: "blog", name: "Blog" }), "create permission namespace");
  ok(await pool.createPermissionNamespacesBatch({ list: [{ code: "c", name: "C" }] }), "create permission namespaces");
  expect(ok(await pool.getPermissionNamespace({ code: "blog" }), "get").name === "Blog", "get permission namespace");
  expect(ok(await pool.getPermissionNamespacesBatch({ codes: ["c", "blog"] }), "get").length === 2, "get permission namespaces");
  expect(ok(await pool.updatePermissionNamespace({ code: "blog", name: "Log" }), "update").name === "Log", "update permission namespace");
  expect(ok(await pool.listPermissionNamespaces({ query: "log" }), "list").totalCount === 1, "list permission namespaces");
  expect(!ok(await pool.checkPermissionNamespaceExists({ code: "blog" }), "check").isValid, "a code that is taken");
  const role = ok(await pool.createRole({ code: "editor", name: "Editor" }), "create role");
  ok(await pool.createRolesBatch({ list: [{ code: "reader" }, { code: "seller", namespace: "store" }] }), "create roles");
  ok(await pool.updateRole({ code: "editor", newCode: "chief", name: "Chief", status: "ENABLE", disableTime: null }), "update role");
  expect(ok(await pool.getRole({ code: "chief" }), "get role").id === role.id, "get role");
  expect(ok(await pool.listRoles({ keywords: "e" }), "list roles").totalCount === 2, "list roles");
  expect(ok(await pool.listNamespaceRoles({ code: "store" }), "roles of a namespace").list[0].code === "seller", "list");
  expect(ok(await pool.listPermissionNamespaceRoles({ code: "store" }), "roles").totalCount === 1, "list");
  expect(ok(await pool.checkParamsNamespace({ code: "free", namespace: "store" }), "check role").isValid, "a free code");
  expect(!ok(await pool.checkMutualExclusion({ roles: [{ code: "chief" }, { code: "reader" }] }), "check").existMutuallyExclusive, "no rule");
  const targets = [{ targetType: "USER", targetIdentifier: user.userId }];
  ok(await pool.assignRole({ targets, code: "chief", endTime: Date.now() + 86400000 }), "assign role");
  ok(await pool.assignRoleBatch({ targets, roles: [{ code: "reader" }, { code: "seller", namespace: "store" }] }), "assign roles");
  expect(ok(await pool.getUserRoles({ userId: user.userId }), "user roles").totalCount === 2, "roles of a user");
  expect(ok(await pool.hasAnyRole({ roles: [{ code: "chief" }], userId: user.userId }), "has role").hasAnyRole, "has a role");
  expect(ok(await auth.getRoleList({ namespace: "store" }), "own roles")[0].code === "seller", "own roles");
  expect(ok(await pool.listRoleMembers({ code: "chief" }), "members").list[0].userId === user.userId, "members");
  expect(ok(await pool.listRoleAssignments({ roleCode: "chief", targetType: ["USER"] }), "assignments").data[0].status === "ENABLE", "assignments");
  expect(ok(await pool.getRoleAuthorizedResources({ code: "chief" }), "resources").totalCount === 0, "resources");
  ok(await pool.revokeRole({ targets, code: "chief" }), "revoke role");
  ok(await pool.revokeRoleBatch({ targets, roles: [{ code: "reader" }] }), "revoke roles");
  expect(ok(await auth.getRoleList({}), "own roles").length === 0, "revoked");
  ok(await pool.createAdminRole({ code: "auditor", name: "Auditor" }), "create admin role");
  ok(await pool.deleteAdminRolesBatch({ codeList: ["auditor"] }), "delete admin role");
  ok(await pool.deleteRolesBatch({ codeList: ["chief"] }), "delete roles");
  ok(await pool.deleteRoles({ roleList: [{ code: "seller", namespace: "store" }, { code: "reader", namespace: "default" }] }), "delete roles");
  ok(await pool.deleteNamespace({ code: "store" }), "delete namespace");
  ok(await pool.deleteNamespacesBatch({ codeList: ["a", "b"] }), "delete namespaces");
  ok(await pool.deletePermissionNamespace({ code: "blog" }), "delete permission namespace");
  ok(await pool.deletePermissionNamespacesBatch({ codes: ["c"] }), "delete permission namespaces");

  ok(await pool.kickUsers({ appIds: [app.appId], userId: user.userId }), "kick");
  refused(await auth.getProfile({}), 401, 2020, "kicked");

  // Delete.
  tokens = ok(await anonymous.signInByPhonePassword({ phone: NEW, password: "correct horse 2" }), "sign in again");
  auth = signedIn(tokens);
  const leave = ok(await auth.verifyDeleteAccountRequest({
    verifyMethod: "PHONE_PASSCODE",
    phonePassCodePayload: { phoneNumber: NEW, passCode: await sms("CHANNEL_DELETE_ACCOUNT", NEW) },
  }), "prove deletion");
  ok(await auth.deleteAccount({ deleteAccountToken: leave.deleteAccountToken }), "delete");
  refused(await auth.getProfile({}), 401, 2020, "gone");
  ok(await pool.deleteUsersBatch({ userIds: [made.userId] }), "delete batch");
  console.log(`official Node SDK: ${checks} checks passed`);
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
