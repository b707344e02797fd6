// The package by `require`, under its other name. Argument: the server's address.
const { AuthenticationClient, ManagementClient, Models } = require("@genauth/nodejs");

(async () => {
  const app = await (await fetch(process.argv[2] + "/dev/credentials")).json();
  const auth = new AuthenticationClient({ appId: app.appId, appSecret: app.appSecret, appHost: app.appHost });
  const { version } = await auth.getSystemInfo();
  const pool = new ManagementClient({ accessKeyId: app.userPoolId, accessKeySecret: app.userPoolSecret, host: app.appHost });
  const made = await pool.createUser({ username: "cjs", status: Models.UserStatus.Activated });
  if (made.statusCode !== 200 || !version.server) throw new Error(JSON.stringify(made));
  console.log("CommonJS works");
})();
