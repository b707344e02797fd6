// The API explorer. In development mode one click fills in the demo app and signs its user in.
(() => {
  const settings = {
    url: "/openapi.json",
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
  };
  const reference = Scalar.createApiReference("#explorer", settings);

  const USER = { email: "demo@example.com", password: "demo password 1" };
  const who = document.getElementById("who");

  async function call(path, body, headers = {}) {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { "x-authing-lang": "en-US", ...(body && { "content-type": "application/json" }), ...headers },
      body: body && JSON.stringify(body),
    });
    return answer.ok ? answer.json() : undefined;
  }

  async function useDemo() {
    const app = await call("/dev/credentials");
    const named = { "x-authing-app-id": app.appId };
    // Refused when the user is there already, which is as good.
    await call("/api/v3/signup", { connection: "PASSWORD", passwordPayload: USER }, named);
    const signIn = { connection: "PASSWORD", passwordPayload: USER, client_id: app.appId, client_secret: app.appSecret };
    const tokens = await call("/api/v3/signin", signIn, named);
    const key = { accessKeyId: app.userPoolId, accessKeySecret: app.userPoolSecret };
    const pool = await call("/api/v3/get-management-token", key);
    if (tokens?.statusCode !== 200 || pool?.statusCode !== 200) {
      who.textContent = tokens?.message ?? "the demo user could not be signed in";
      return;
    }
    const securitySchemes = {
      application: { value: app.appId },
      userToken: { value: `Bearer ${tokens.data.access_token}` },
      management: { token: pool.data.access_token },
    };
    reference.updateConfiguration({ ...settings, authentication: { securitySchemes } });
    who.textContent = `Demo app ${app.appId}, signed in as ${USER.email}`;
  }

  document.getElementById("demo").addEventListener("click", () => {
    useDemo().catch((error) => { who.textContent = String(error); });
  });
  fetch("/dev/credentials").then((answer) => {
    document.getElementById("development").hidden = !answer.headers.get("content-type")?.includes("json") || !answer.ok;
  });
})();
