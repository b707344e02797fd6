// The API explorer. In development mode one click fills in the demo app and signs its user in.
(() => {
  const DOCUMENT = "/openapi.json";
  const LANGUAGE = { "x-authing-lang": "en-US" };
  const settings = {
    documentDownloadType: "none",
    servers: [{ url: location.origin, description: "This server" }],
    theme: "default",
    layout: "modern",
    hideClientButton: true,
    showDeveloperTools: "never",
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideModels: false,
    defaultOpenAllTags: false,
    operationTitleSource: "summary",
    customCss: ":root { --scalar-custom-header-height: 2.9rem; }",
    // Messages are in Chinese unless another language is asked for.
    onBeforeRequest: ({ requestBuilder }) => {
      for (const [name, value] of Object.entries(LANGUAGE)) {
        if (!requestBuilder.headers.has(name)) requestBuilder.headers.set(name, value);
      }
    },
  };

  /** The document with the errors of an operation where a person reads them. */
  function withErrors(api) {
    for (const operation of Object.values(api.paths).flatMap(Object.values)) {
      const errors = operation["x-errors"].map((error) => `| ${error.statusCode} | ${error.apiCode ?? "-"} | ${error.name} | ${error.message} |`);
      if (!errors.length) continue;
      operation.description += `\n\n| statusCode | apiCode | Name | Meaning |\n|---|---|---|---|\n${errors.join("\n")}`;
    }
    return api;
  }

  const GUIDE = "/docs/guide/en/";

  /** The document with the story of the first five minutes before it. */
  async function withStory(described) {
    const story = await (await fetch(`${GUIDE}quick-start.md`)).text();
    const absolute = story.replaceAll(/\]\((?![a-z]+:|\/|#)([^)]+?)\.md(#[^)]*)?\)/g, (_, page, part = "") => `](${GUIDE}${page}${part})`);
    described.info.description = `${described.info.description ?? ""}\n\n${absolute.replace(/^# /, "## ")}`;
    return described;
  }

  const api = json(DOCUMENT);
  const reference = api.then(async (described) => {
    settings.content = await withStory(withErrors(structuredClone(described)));
    return Scalar.createApiReference("#explorer", settings);
  });

  const who = document.getElementById("who");
  reference.catch((error) => { who.textContent = error.message; });

  const USER = { email: "demo@example.com", password: "demo password 1" };

  async function json(path, method = "GET", body = undefined, headers = {}) {
    const type = body && { "content-type": "application/json" };
    const sent = { method, body: body && JSON.stringify(body), headers: { ...LANGUAGE, ...type, ...headers } };
    const answer = await fetch(path, sent);
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
    return answer.json();
  }

  /** Calls operations by their ids; the data of the answer. */
  async function caller(appId) {
    const { paths } = await api;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, { path, method: method.toUpperCase() }]));
    const known = new Map(operations);
    return async (id, body) => {
      const { path, method } = known.get(id);
      const answer = await json(path, method, body, { "x-authing-app-id": appId });
      if (answer.statusCode !== 200) throw new Error(answer.message);
      return answer.data;
    };
  }

  async function useDemo() {
    const app = await json("/dev/credentials");
    const call = await caller(app.appId);
    const user = { connection: "PASSWORD", passwordPayload: USER };
    // Refused when the user is there already; whether all is well, the sign-in tells.
    await call("signUp", user).catch(() => {});
    const tokens = await call("signInByCredentials", { ...user, client_id: app.appId, client_secret: app.appSecret });
    const pool = await call("getManagementToken", { accessKeyId: app.userPoolId, accessKeySecret: app.userPoolSecret });
    const securitySchemes = {
      application: { value: app.appId },
      userToken: { value: `Bearer ${tokens.access_token}` },
      management: { token: pool.access_token },
    };
    (await reference).updateConfiguration({ ...settings, authentication: { securitySchemes } });
    who.textContent = `Demo app ${app.appId}, signed in as ${USER.email}`;
  }

  document.getElementById("demo").addEventListener("click", () => {
    useDemo().catch((error) => { who.textContent = error.message; });
  });
  // Outside development mode nobody answers this.
  json("/dev/credentials").then((app) => {
    document.getElementById("development").hidden = !app.appId;
  }, () => {});
})();
