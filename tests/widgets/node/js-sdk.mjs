// authing-js-sdk on a page: the life of an account over REST and GraphQL.
import { OPTIONS, code, expect, launch, open, serve, wait } from "./page.mjs";

const { appId, host, port } = OPTIONS;
const HTML = `<!doctype html><script src="/node_modules/authing-js-sdk/build/browser/index.min.js"></script>
<script>
window.sdk = new Authing.AuthenticationClient({
  appId: "${appId}", appHost: "${host}", lang: "en-US",
  onError: (code, message) => { throw { code, message }; },
});
</script>`;

const server = await serve(HTML, { port });
const browser = await launch();
const { page } = await open(browser);

/** Calls a method of the SDK; what it answers, or the error that it throws. */
const call = (method, ...args) => page.evaluate(
  ([method, args]) => window.sdk[method](...args).then((done) => ({ done }), (failed) => ({ failed: { ...failed, text: String(failed?.message ?? failed) } })),
  [method, args],
);
async function does(method, ...args) {
  const { done, failed } = await call(method, ...args);
  if (failed) throw new Error(`${method}: ${JSON.stringify(failed)}`);
  return done;
}
async function fails(status, method, ...args) {
  const { done, failed } = await call(method, ...args);
  expect(failed?.code === status, `${method} says ${JSON.stringify(failed ?? done)}, not ${status}`);
}

const [NUMBER, NEXT] = ["13900000001", "13900000002"];
const ADDRESS = "ada@example.com";
const sms = async (number, scene) => {
  await does("sendSmsCode", number, undefined, scene);
  return code(`+86${number}`);
};
const mail = async (address, scene) => {
  await does("sendEmail", address, scene);
  return code(address);
};

async function signUpAndIn() {
  expect((await does("getCurrentUser")) === null, "nobody is signed in");
  const registered = await does("registerByPhoneCode", NUMBER, await sms(NUMBER, "register"), "a Long 1 password!", { nickname: "Ada" });
  expect(registered.phone === NUMBER && registered.nickname === "Ada", JSON.stringify(registered));
  await fails(2333, "loginByPhonePassword", NUMBER, "wrong");
  const user = await does("loginByPhonePassword", NUMBER, "a Long 1 password!");
  expect(user.id === registered.id && user.token.split(".").length === 3, JSON.stringify(user));
  expect((await does("getCurrentUser")).id === user.id, "the token names its user");
  const right = await sms(NUMBER, "login");
  await fails(2001, "loginByPhoneCode", NUMBER, right === "000000" ? "111111" : "000000");
  const byCode = await does("loginByPhoneCode", NUMBER, right);
  expect(byCode.id === user.id, JSON.stringify(byCode));
  return user.id;
}

async function tokens(id) {
  const status = await does("checkLoginStatus");
  expect(status.status === true && status.data.id === id && status.exp > status.iat, JSON.stringify(status));
  const bad = await does("checkLoginStatus", "no.token.this");
  expect(bad.status === false && bad.data === null, JSON.stringify(bad));
  const before = await page.evaluate(() => window.sdk.tokenProvider.getToken());
  const fresh = await does("refreshToken");
  expect(fresh.token === before && fresh.exp === status.exp, "a token is not made longer");
  const level = await does("getSecurityLevel");
  expect(level.phone === true && level.email === false && level.password === true, JSON.stringify(level));
}

async function contacts(id) {
  const bound = await does("bindEmail", ADDRESS, await mail(ADDRESS, "EMAIL_BIND_VERIFY_CODE"));
  expect(bound.email === ADDRESS && bound.emailVerified === true, JSON.stringify(bound));
  const old = await sms(NUMBER, "unbind");
  const changed = await does("updatePhone", NEXT, await sms(NEXT, "bind"), NUMBER, old);
  expect(changed.phone === NEXT, JSON.stringify(changed));
  const next = "grace@example.com";
  const ownCode = await mail(ADDRESS, "CHANGE_EMAIL");
  const moved = await does("updateEmail", next, await mail(next, "CHANGE_EMAIL"), ADDRESS, ownCode);
  expect(moved.email === next && moved.id === id, JSON.stringify(moved));
  await fails(400, "unbindPhone");
  await fails(400, "unbindEmail");
  const user = await does("updateProfile", { nickname: "Grace", city: "Paris" });
  expect(user.nickname === "Grace" && user.city === "Paris", JSON.stringify(user));
}

async function passwords() {
  await fails(2203, "updatePassword", "another Long 1!", "wrong");
  await does("updatePassword", "another Long 1!", "a Long 1 password!");
  const reset = await sms(NEXT, "reset");
  const done = await does("resetPasswordByPhoneCode", NEXT, reset, "a third Long 1!");
  expect(done.code === 200, JSON.stringify(done));
  expect((await does("getCurrentUser")) === null, "a reset ends every session");
  const user = await does("loginByEmail", "grace@example.com", "a third Long 1!");
  expect(user.phone === NEXT, JSON.stringify(user));
  await does("logout");
  expect((await does("getCurrentUser")) === null, "signed out");
}

try {
  const id = await signUpAndIn();
  await tokens(id);
  await contacts(id);
  await wait(61);
  await passwords();
  console.log(`authing-js-sdk: ${expect.count} checks passed`);
} finally {
  await browser.close();
  server.close();
}
