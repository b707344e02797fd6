import type {
  AccessToken, AuthUrlResult, CasParams, IDToken, LogoutParams, OIDCTokenResponse, OauthParams, OidcParams, UserInfo,
} from "./interfaces.js";
import { base64url, utf8 } from "./encoding.js";
import { AnswerError, OptionsError, TokenError } from "./errors.js";
import { type JWKSObject, KeySet } from "./jwks.js";
import type * as Models from "./models.js";
import { AuthenticationOperations } from "./operations.js";
import { type AuthenticationClientInitOptions, DEFAULT_COOKIE_KEY, DEFAULT_SCOPE } from "./options.js";
import { type Incoming, type Outgoing, keep, redirect, returnedCode, taken } from "./redirect.js";
import { sha256 } from "./sha256.js";

type SignIn = Pick<Models.SigninByCredentialsDto, "options" | "client_id" | "client_secret">;
type SignUp = Pick<Models.SignUpDto, "profile" | "options">;
type Tokens = Promise<Models.ResponseDto<Models.LoginTokenResponseDataDto>>;
type User = Promise<Models.ResponseDto<Models.UserDto>>;

/** An application and, with an access token, one of its users. */
export class AuthenticationClient extends AuthenticationOperations {
  readonly #given: AuthenticationClientInitOptions;
  #keys: KeySet;

  constructor(options: AuthenticationClientInitOptions) {
    super({ ...options, host: options.appHost });
    const { protocol = "oidc" } = options;
    if (!["oidc", "oauth"].includes(protocol)) {
      throw new OptionsError(`the protocol ${protocol} is not there; this client speaks oidc`);
    }
    this.#given = options;
    this.#keys = new KeySet(async () => {
      const [{ issuer }, { keys }] = [await this.getOpenIdConfiguration(), await this.fetchJWKS()];
      if (typeof issuer !== "string" || issuer === "") throw new AnswerError(this.host, 200, "it names no issuer");
      if (!Array.isArray(keys)) throw new AnswerError(this.host, 200, "it has no keys");
      return { issuer, keys };
    });
  }

  /** The same client, calling for the user of this token; what the server told of its keys is shared. */
  withAccessToken(accessToken?: string | null): AuthenticationClient {
    const client = new AuthenticationClient({ ...this.#given, accessToken: accessToken ?? null });
    client.#keys = this.#keys;
    return client;
  }

  /** A client for the user at this address, with the same options and token. */
  withClientIp(clientIp: string): AuthenticationClient {
    const client = new AuthenticationClient({ ...this.#given, accessToken: this.accessToken ?? null, clientIp });
    client.#keys = this.#keys;
    return client;
  }

  signInByPhonePassCode(request: SignIn & { phone: string; passCode: string; phoneCountryCode?: string }): Tokens {
    const { phone, passCode, phoneCountryCode, ...rest } = request;
    return this.#byPassCode({ phone, passCode, phoneCountryCode }, rest);
  }

  signInByEmailPassCode(request: SignIn & { email: string; passCode: string }): Tokens {
    const { email, passCode, ...rest } = request;
    return this.#byPassCode({ email, passCode }, rest);
  }

  signInByPhonePassword(request: SignIn & { phone: string; password: string }): Tokens {
    const { phone, password, ...rest } = request;
    return this.#byPassword({ phone, password }, rest);
  }

  signInByEmailPassword(request: SignIn & { email: string; password: string }): Tokens {
    const { email, password, ...rest } = request;
    return this.#byPassword({ email, password }, rest);
  }

  signInByUsernamePassword(request: SignIn & { username: string; password: string }): Tokens {
    const { username, password, ...rest } = request;
    return this.#byPassword({ username, password }, rest);
  }

  signInByAccountPassword(request: SignIn & { account: string; password: string }): Tokens {
    const { account, password, ...rest } = request;
    return this.#byPassword({ account, password }, rest);
  }

  signInByAD(request: SignIn & { sAMAccountName: string; password: string }): Tokens {
    const { sAMAccountName, password, ...rest } = request;
    return this.signInByCredentials({ connection: "AD", adPayload: { sAMAccountName, password }, ...rest });
  }

  signInByLDAP(request: SignIn & { sAMAccountName: string; password: string }): Tokens {
    const { sAMAccountName, password, ...rest } = request;
    return this.signInByCredentials({ connection: "LDAP", ldapPayload: { sAMAccountName, password }, ...rest });
  }

  signUpByPhoneCode(request: SignUp & { phone: string; passCode: string; phoneCountryCode?: string }): User {
    const { phone, passCode, phoneCountryCode, ...rest } = request;
    return this.signUp({ connection: "PASSCODE", passCodePayload: { phone, passCode, phoneCountryCode }, ...rest });
  }

  signUpByEmailCode(request: SignUp & { email: string; passCode: string }): User {
    const { email, passCode, ...rest } = request;
    return this.signUp({ connection: "PASSCODE", passCodePayload: { email, passCode }, ...rest });
  }

  signUpByEmailPassword(request: SignUp & { email: string; password: string }): User {
    const { email, password, ...rest } = request;
    return this.signUp({ connection: "PASSWORD", passwordPayload: { email, password }, ...rest });
  }

  signUpByUsernamePassword(request: SignUp & { username: string; password: string }): User {
    const { username, password, ...rest } = request;
    return this.signUp({ connection: "PASSWORD", passwordPayload: { username, password }, ...rest });
  }

  #byPassCode(passCodePayload: Models.SignInByPassCodePayloadDto, rest: SignIn): Tokens {
    return this.signInByCredentials({ connection: "PASSCODE", passCodePayload, ...rest });
  }

  #byPassword(passwordPayload: Models.SignInByPasswordPayloadDto, rest: SignIn): Tokens {
    return this.signInByCredentials({ connection: "PASSWORD", passwordPayload, ...rest });
  }

  /**
   * Where a browser signs in: authorization code with PKCE (RFC 7636, S256). Keep the rest until it returns, and give
   * `codeVerifier` to `getAccessTokenByCode`.
   */
  buildAuthorizeUrl(options: OidcParams | OauthParams | CasParams = {}): AuthUrlResult & { state: string; nonce: string } {
    const given = options as OidcParams;
    const { state = random(), nonce = random(), scope = this.#given.scope ?? DEFAULT_SCOPE } = given;
    const { codeChallenge, codeChallengeMethod = "S256", responseType = "code" } = given;
    const codeVerifier = codeChallenge === undefined ? this.generateCodeChallenge() : undefined;
    const redirectUri = given.redirectUri ?? this.#given.redirectUri;
    // OpenID Connect Core 1.0 section 11.
    const offline = scope.split(" ").includes("offline_access");
    const prompt = [given.forced && "login", offline && "consent"].filter(Boolean).join(" ");
    const query = new URLSearchParams({
      client_id: this.#given.appId,
      ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
      response_type: responseType,
      ...(given.responseMode && { response_mode: given.responseMode }),
      scope,
      state,
      nonce,
      code_challenge: codeVerifier === undefined ? codeChallenge! : digest(codeVerifier),
      code_challenge_method: codeVerifier === undefined ? codeChallengeMethod : "S256",
      ...(prompt && { prompt }),
      ...(given.tenantId && { tenantId: given.tenantId }),
    });
    return { url: `${this.host}/oidc/auth?${query}`, state, nonce, ...(codeVerifier && { codeVerifier }) };
  }

  /** A random text that a challenge is made of, the verifier of RFC 7636. */
  generateCodeChallenge(): string {
    return random();
  }

  /** The challenge of a verifier (RFC 7636 section 4.2), by its official name. */
  getCodeChallengeDigest(options: { codeChallenge: string; method: "S256" | "plain" }): string {
    return options.method === "plain" ? options.codeChallenge : digest(options.codeChallenge);
  }

  /** Sends a browser to sign in, and keeps what its return is compared with in a cookie. */
  async loginWithRedirect(
    res: Outgoing,
    options: { scope?: string; state?: string; nonce?: string; redirectUri?: string; forced?: boolean } = {},
  ): Promise<void> {
    const { url, ...kept } = this.buildAuthorizeUrl(options);
    const redirectUri = options.redirectUri ?? this.#given.redirectUri ?? "";
    keep(res, this.#cookie, { ...kept, redirectUri });
    redirect(res, url);
  }

  /** What the browser came back with, compared with the cookie and exchanged; the ID token is verified. */
  async handleRedirectCallback(req: Incoming, res: Outgoing): Promise<OIDCTokenResponse> {
    const { codeVerifier, redirectUri, nonce, ...kept } = taken(req, res, this.#cookie);
    const code = returnedCode(req, { ...kept, redirectUri });
    const tokens = await this.#exchanged(code, codeVerifier, redirectUri || undefined);
    if (tokens.id_token) await this.parseIDToken(tokens.id_token, { nonce: nonce ?? "" });
    return tokens;
  }

  /** Sends a browser to sign out. */
  async logoutWithRedirect(res: Outgoing, options: LogoutParams = {}): Promise<void> {
    redirect(res, this.buildLogoutUrl(options));
  }

  get #cookie(): string {
    return this.#given.cookieKey ?? DEFAULT_COOKIE_KEY;
  }

  /** Exchanges the code that the browser brought back, once. */
  getAccessTokenByCode(code: string, options: { codeVerifier?: string } = {}): Promise<OIDCTokenResponse> {
    return this.#exchanged(code, options.codeVerifier, this.#given.redirectUri);
  }

  async #exchanged(code: string, code_verifier: string | undefined, redirect_uri: string | undefined) {
    const request = { grant_type: "authorization_code", code, redirect_uri, code_verifier };
    return (await this.exchangeToken(request)) as OIDCTokenResponse;
  }

  /** Exchanges a refresh token; the answer holds the next one. */
  async getNewAccessTokenByRefreshToken(refreshToken: string): Promise<OIDCTokenResponse> {
    const tokens = await this.exchangeToken({ grant_type: "refresh_token", refresh_token: refreshToken });
    return tokens as OIDCTokenResponse;
  }

  /** A token for the application itself, or for the owner of an access key (RFC 6749 section 4.4). */
  getAccessTokenByClientCredentials(
    scope: string,
    options?: { accessKey: string; accessSecret: string },
  ): Promise<Models.TokenResponse> {
    const own = options && { client_id: options.accessKey, client_secret: options.accessSecret };
    return this.exchangeToken({ grant_type: "client_credentials", scope, ...own });
  }

  /** Claims about the user of the token, which travels in a header whatever `tokenPlace` says. */
  async getUserInfoByAccessToken(
    accessToken: string,
    options: { method?: "POST" | "GET"; tokenPlace?: "query" | "header" | "body" } = {},
  ): Promise<UserInfo> {
    const client = this.withAccessToken(accessToken);
    return (await (options.method === "POST" ? client.postUserInfo() : client.getUserInfo())) as UserInfo;
  }

  override introspectToken(request: Models.IntrospectToken | string): Promise<Models.Introspection & Record<string, any>> {
    return super.introspectToken(typeof request === "string" ? { token: request } : request);
  }

  override revokeToken(request: Models.RevokeToken | string): Promise<true> {
    return super.revokeToken(typeof request === "string" ? { token: request } : request);
  }

  /**
   * The claims of an access token, of a user or of the application itself, verified with the server's keys, which are
   * kept, or with those given. A token of another kind is refused.
   */
  parseAccessToken(token: string, options: { serverJWKS?: JWKSObject } = {}): Promise<AccessToken> {
    const wanted = { kind: "access", audience: this.#given.appId, secret: undefined, keys: options.serverJWKS } as const;
    return this.#keys.verify(token, wanted) as Promise<AccessToken>;
  }

  /**
   * The claims of an ID token, verified likewise, or with the application's secret where it is signed by that (HS256);
   * `nonce` as it was sent.
   */
  async parseIDToken(token: string, options: { nonce?: string; serverJWKS?: JWKSObject } = {}): Promise<IDToken> {
    const { appId, appSecret } = this.#given;
    const wanted = { kind: "id", audience: appId, secret: appSecret, keys: options.serverJWKS } as const;
    const claims = await this.#keys.verify(token, wanted);
    if (options.nonce !== undefined && claims["nonce"] !== options.nonce) {
      throw new TokenError("the token was made for another sign-in: its nonce differs");
    }
    return claims as IDToken;
  }

  /** Where a browser signs out (OpenID Connect RP-Initiated Logout 1.0). */
  buildLogoutUrl(options: LogoutParams = {}): string {
    const query = new URLSearchParams();
    const back = options.redirectUri ?? this.#given.logoutRedirectUri;
    if (options.idToken) query.set("id_token_hint", options.idToken);
    if (back) query.set("post_logout_redirect_uri", back);
    if (options.state) query.set("state", options.state);
    return `${this.host}/oidc/session/end?${query}`;
  }
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function digest(verifier: string): string {
  return base64url(sha256(utf8(verifier)));
}
