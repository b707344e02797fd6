// An application written for the official client: its exports, options, methods, return values and enums, as code in the
// field uses them. It compiles with the official package, and with ours where the name of the package alone is changed;
// with both it runs and prints the same. Argument: the server's address.
import * as http from "http";
import sdk, {
  AuthenticationClient,
  AuthenticationClientInitOptions,
  DEFAULT_COOKIE_KEY,
  DEFAULT_SCOPE,
  DEFAULT_SOCKET_URI,
  DEFAULT_OPTIONS,
  ManagementClient,
  ManagementClientOptions,
  Models,
} from "authing-node-sdk";
import type {
  AccessToken,
  AuthURLParams,
  AuthUrlResult,
  CodeToTokenParams,
  IDToken,
  LoginState,
  LoginTransaction,
  LogoutURLParams,
  NativeTokenParams,
  OIDCTokenResponse,
  RefreshTokenParams,
  UserInfo,
} from "authing-node-sdk";
import { SendSMSDto, UserDto } from "authing-node-sdk/dist/models";
import { CreateUserReqDto } from "authing-node-sdk/dist/models/CreateUserReqDto";
import { GetUserActionLogsDto } from "authing-node-sdk/dist/models/GetUserActionLogsDto";
import { IsUserExistsRespDto } from "authing-node-sdk/dist/models/IsUserExistsRespDto";
import { ListUsersAdvancedFilterItemDto } from "authing-node-sdk/dist/models/ListUsersAdvancedFilterItemDto";
import { ListUsersRequestDto } from "authing-node-sdk/dist/models/ListUsersRequestDto";
import { RolePaginatedRespDto } from "authing-node-sdk/dist/models/RolePaginatedRespDto";
import { RoleSingleRespDto } from "authing-node-sdk/dist/models/RoleSingleRespDto";
import { SortingDto } from "authing-node-sdk/dist/models/SortingDto";
import { TargetDto } from "authing-node-sdk/dist/models/TargetDto";
import { UpdateUserReqDto } from "authing-node-sdk/dist/models/UpdateUserReqDto";
import { UserListRespDto } from "authing-node-sdk/dist/models/UserListRespDto";
import { UserPaginatedRespDto } from "authing-node-sdk/dist/models/UserPaginatedRespDto";

interface Credentials {
  appId: string;
  appSecret: string;
  appHost: string;
  userPoolId: string;
  userPoolSecret: string;
}

function authOptions(given: Credentials): AuthenticationClientInitOptions {
  return {
    appId: given.appId,
    appSecret: given.appSecret,
    appHost: given.appHost,
    redirectUri: "http://localhost:3000/callback",
    logoutRedirectUri: "http://localhost:3000/bye",
    scope: DEFAULT_SCOPE + " offline_access",
    cookieKey: DEFAULT_COOKIE_KEY,
    lang: "en-US",
    protocol: "oidc",
    tokenEndPointAuthMethod: "client_secret_post",
    introspectionEndPointAuthMethod: "client_secret_post",
    revocationEndPointAuthMethod: "client_secret_post",
    timeout: 10000,
    rejectUnauthorized: false,
    socketUri: DEFAULT_SOCKET_URI,
    retryTimes: 3,
    accessToken: undefined,
  };
}

function poolOptions(given: Credentials): ManagementClientOptions {
  return {
    ...DEFAULT_OPTIONS,
    accessKeyId: given.userPoolId,
    accessKeySecret: given.userPoolSecret,
    host: given.appHost,
    tenantId: "",
    lang: "en-US",
    timeout: 10000,
    rejectUnauthorized: true,
    socketUri: "wss://example.com",
    retryTimes: 3,
  };
}

class Accounts {
  private readonly auth: AuthenticationClient;
  private readonly pool: ManagementClient;

  constructor(private readonly given: Credentials) {
    this.auth = new AuthenticationClient(authOptions(given));
    this.pool = new ManagementClient(poolOptions(given));
  }

  async send(channel: Models.SendSMSDto.channel, phoneNumber: string): Promise<boolean> {
    const answer: Models.SendSMSRespDto = await this.auth.sendSms({ channel, phoneNumber, phoneCountryCode: "+86" });
    return answer.statusCode === 200 && (answer.apiCode === undefined || answer.apiCode === 0);
  }

  async signUp(email: string, password: string): Promise<Models.UserDto> {
    const answer: Models.UserSingleRespDto = await this.auth.signUpByEmailPassword({
      email,
      password,
      profile: { nickname: "Ada", gender: Models.SignUpProfileDto.gender.F },
      options: { context: {}, passwordEncryptType: Models.SignUpOptionsDto.passwordEncryptType.NONE },
    });
    return answer.data;
  }

  async create(email: string, password: string): Promise<Models.UserDto> {
    const request: CreateUserReqDto = {
      email,
      emailVerified: true,
      password,
      status: CreateUserReqDto.status.ACTIVATED,
      gender: CreateUserReqDto.gender.F,
    };
    const { statusCode, message, requestId, data } = await this.pool.createUser(request);
    if (statusCode !== 200) throw new Error(`${message} ${requestId}`);
    return data;
  }

  async signIn(email: string, password: string): Promise<Models.LoginTokenResponseDataDto> {
    const options: Models.SignInOptionsDto = {
      scope: "openid profile email offline_access",
      passwordEncryptType: Models.SignInOptionsDto.passwordEncryptType.NONE,
    };
    const tokens: Models.LoginTokenRespDto = await this.auth.signInByEmailPassword({ email, password, options });
    this.auth.setAccessToken(tokens.data.access_token!);
    return tokens.data;
  }

  signInByAny(account: string, secret: string): Promise<Models.LoginTokenRespDto>[] {
    return [
      this.auth.signInByAccountPassword({ account, password: secret }),
      this.auth.signInByUsernamePassword({ username: account, password: secret }),
      this.auth.signInByPhonePassword({ phone: account, password: secret, options: { autoRegister: false } }),
      this.auth.signInByPhonePassCode({ phone: account, passCode: secret, phoneCountryCode: "+86" }),
      this.auth.signInByEmailPassCode({ email: account, passCode: secret }),
      this.auth.signInByAD({ sAMAccountName: account, password: secret }),
      this.auth.signInByLDAP({ sAMAccountName: account, password: secret }),
      this.auth.signInByCredentials({
        connection: Models.SigninByCredentialsDto.connection.PASSWORD,
        passwordPayload: { password: secret, account },
      }),
    ];
  }

  async bind(phoneNumber: string, passCode: string): Promise<void> {
    const bound: Models.CommonResponseDto = await this.auth.bindPhone({ phoneNumber, passCode, phoneCountryCode: "+86" });
    if (bound.statusCode !== 200) throw new Error(`${bound.apiCode}: ${bound.message}`);
    await this.auth.unbindPhone({ passCode });
  }

  async verify(tokens: Models.LoginTokenResponseDataDto): Promise<string> {
    const access: AccessToken = await this.auth.parseAccessToken(tokens.access_token!);
    const jwks = { keys: [] as any[] };
    const id: IDToken = await this.auth.parseIDToken(tokens.id_token!);
    await this.auth.parseIDToken(tokens.id_token!, { serverJWKS: jwks }).catch((error: Error) => error.message);
    const expires: number = access.exp - access.iat;
    const about: UserInfo = await this.auth.getUserInfoByAccessToken(tokens.access_token!, { method: "GET", tokenPlace: "header" });
    return access.sub === id.sub && about.sub === id.sub && expires > 0 && access.aud === this.given.appId ? access.scope : "";
  }

  async end(tokens: Models.LoginTokenResponseDataDto): Promise<boolean[]> {
    const asked = await this.auth.introspectToken(tokens.access_token!);
    const fresh: OIDCTokenResponse = await this.auth.getNewAccessTokenByRefreshToken(tokens.refresh_token!);
    const revoked: boolean = await this.auth.revokeToken(fresh.refresh_token);
    const own = await this.auth.getAccessTokenByClientCredentials("user", {
      accessKey: this.given.appId,
      accessSecret: this.given.appSecret,
    });
    return [asked.active, revoked, typeof own.access_token === "string"];
  }

  async profile(): Promise<string | undefined> {
    const { data } = await this.auth.getProfile({ withCustomData: true, withIdentities: true });
    const status: UserDto.status = data.status as UserDto.status;
    if (status !== UserDto.status.ACTIVATED) throw new Error(status);
    const level: Models.GetSecurityInfoRespDto = await this.auth.getSecurityLevel();
    const apps: Models.GetLoggedInAppsRespDto = await this.auth.getLoggedInApps();
    const logins = await this.auth.getLoginHistory({ success: true, page: 1, limit: 10 });
    const roles: Models.RoleListRespDto = await this.auth.getRoleList({ namespace: "default" });
    if (level.data.passwordSet && apps.data.length > 0 && logins.data.totalCount > 0 && roles.data.length === 0) {
      const changed = await this.auth.updateProfile({ nickname: "Ada L.", gender: Models.UpdateUserProfileDto.gender.F });
      return changed.data.nickname ?? undefined;
    }
    return undefined;
  }

  async manage(userId: string): Promise<Array<string | number | boolean | undefined>> {
    const pool = this.pool;
    const filter: ListUsersRequestDto = {
      options: { pagination: { page: 1, limit: 10 }, sort: [{ field: SortingDto.field.CREATED_AT, order: SortingDto.order.DESC }] },
      advancedFilter: [
        {
          field: "gender" as any,
          operator: ListUsersAdvancedFilterItemDto.operator.EQUAL,
          value: Models.UserDto.gender.F,
        },
      ],
    };
    const found: UserPaginatedRespDto = await pool.listUsers(filter);
    const user: Models.UserSingleRespDto = await pool.getUser({ userId, userIdType: "user_id", withCustomData: true });
    const some: UserListRespDto = await pool.getUserBatch({ userIds: [userId], userIdType: "user_id" });
    const exists: IsUserExistsRespDto = await pool.isUserExists({ email: user.data.email });
    await pool.updateUser({ userId, nickname: "Ada", status: UpdateUserReqDto.status.ACTIVATED });
    const kicked: Models.IsSuccessRespDto = await pool.kickUsers({ userId, appIds: [this.given.appId] });
    const role: RoleSingleRespDto = await pool.createRole({ code: "editor", namespace: "default" });
    await pool.assignRole({
      code: "editor",
      targets: [{ targetType: TargetDto.targetType.USER, targetIdentifier: userId }],
    });
    const own: RolePaginatedRespDto = await pool.getUserRoles({ userId });
    const logs = await pool.getUserActionLogs({ userId } as GetUserActionLogsDto);
    const direct = await pool.makeRequest({ method: "GET", url: "/api/v3/get-user", params: { userId } });
    const posted = await pool.makeRequest({ method: "POST", url: "/api/v3/list-users", data: filter });
    const deleted: Models.IsSuccessRespDto = await pool.deleteUsersBatch({ userIds: [userId] });
    return [
      found.data.totalCount, found.data.list[0]?.status === Models.UserDto.status.ACTIVATED, some.data.length, exists.data.exists,
      kicked.data.success, role.data.code, own.data.totalCount, logs.statusCode, direct.data.userId === userId,
      posted.data.totalCount, deleted.data.success,
    ];
  }

  links(): boolean[] {
    const start: AuthUrlResult = this.auth.buildAuthorizeUrl({ scope: DEFAULT_SCOPE, state: "s", nonce: "n", forced: true });
    const { url, state } = this.auth.buildAuthorizeUrl({ redirectUri: "http://localhost:3000/other", responseMode: "query" });
    const verifier: string = this.auth.generateCodeChallenge();
    const challenge: string = this.auth.getCodeChallengeDigest({ codeChallenge: verifier, method: "S256" });
    const known = this.auth.getCodeChallengeDigest({
      codeChallenge: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      method: "plain",
    });
    const out: string = this.auth.buildLogoutUrl({ idToken: "i", redirectUri: "http://localhost:3000/bye", state: "s" });
    return [
      start.url.includes("prompt=login"), start.state === "s", url.includes(`state=${state}`), verifier.length >= 43,
      challenge.length >= 43, known.length >= 43, out.includes("id_token_hint=i"),
    ];
  }

  /** The routes of the application in Express and the like. */
  async route(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    switch (req.url?.split("?")[0]) {
      case "/login":
        return this.auth.loginWithRedirect(res, { scope: DEFAULT_SCOPE, forced: true });
      case "/callback": {
        const tokens: OIDCTokenResponse = await this.auth.handleRedirectCallback(req, res);
        this.auth.setAccessToken(tokens.access_token);
        res.end(JSON.stringify(await this.auth.parseIDToken(tokens.id_token)));
        return;
      }
      case "/code": {
        const tokens = await this.auth.getAccessTokenByCode("code", { codeVerifier: "verifier" });
        res.end(tokens.expires_in.toString());
        return;
      }
      default:
        return this.auth.logoutWithRedirect(res, { redirectUri: "http://localhost:3000/bye" });
    }
  }
}

/** What an application may keep, by the official types. */
function kept(tokens: OIDCTokenResponse, parsedIDToken: IDToken, parsedAccessToken: AccessToken): LoginState {
  const transaction: LoginTransaction = { redirectUri: "http://localhost:3000/callback", state: "s" };
  const code: CodeToTokenParams = { grant_type: "authorization_code", client_id: "", client_secret: "", code: "", redirect_uri: transaction.redirectUri };
  const refresh: RefreshTokenParams = { grant_type: "refresh_token", client_id: "", client_secret: "", refresh_token: "" };
  const native: NativeTokenParams = { grant_type: "client_credentials", client_id: "", client_secret: "", scope: "" };
  const address: Partial<AuthURLParams> & LogoutURLParams = { scope: native.scope, state: refresh.refresh_token || code.code };
  const expireAt = Date.now() + tokens.expires_in * 1000;
  const idToken: string = tokens.id_token;
  return { accessToken: tokens.access_token, idToken, refreshToken: address.state, expireAt, parsedIDToken, parsedAccessToken };
}

async function main(): Promise<void> {
  const host = process.argv[2] as string;
  const given = JSON.parse(await new Promise<string>((done, fail) => {
    http.get(`${host}/dev/credentials`, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part)).on("end", () => done(text));
    }).on("error", fail);
  })) as Credentials;
  const accounts = new Accounts(given);
  const [whole, keep]: [typeof sdk | undefined, typeof kept] = [sdk, kept];
  console.log("SMS", await accounts.send(SendSMSDto.channel.CHANNEL_LOGIN, "18800001111"));
  console.log("signed up", (await accounts.signUp("new@example.com", "a password of hers 1")).nickname);
  const user = await accounts.create("ada@example.com", "a password of hers 1");
  const tokens = await accounts.signIn("ada@example.com", "a password of hers 1");
  console.log("scope", await accounts.verify(tokens), "nickname", await accounts.profile());
  console.log("tokens", await accounts.end(tokens));
  console.log("managed", await accounts.manage(user.userId));
  console.log("links", accounts.links());
  const server = http.createServer((req, res) => void accounts.route(req, res).catch(() => res.writeHead(500).end()));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  const { port } = server.address() as { port: number };
  const answers = ["/login", "/callback?state=s&code=c"].map((path) => new Promise<number>((done, fail) => {
    const options = { port, path, host: "127.0.0.1", headers: path.startsWith("/call") ? { cookie: `${DEFAULT_COOKIE_KEY}=e30` } : {} };
    http.get(options, (answer) => done(answer.statusCode ?? 0)).on("error", fail);
  }));
  console.log("routes", await Promise.all(answers));
  server.close();
  console.log(typeof whole !== "string" && typeof keep === "function" ? "the application is done" : "");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
