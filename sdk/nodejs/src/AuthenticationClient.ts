import { base64url, utf8 } from "./encoding.js";
import { TokenError } from "./errors.js";
import { type Claims, KeySet } from "./jwks.js";
import type * as Models from "./models.js";
import { AuthenticationOperations } from "./operations.js";

/** Options of {@link AuthenticationClient}. */
export interface AuthenticationClientInitOptions {
  /** Application id. */
  appId: string;
  /** Application secret; absent in a browser. */
  appSecret?: string;
  /** Address of the server. */
  appHost: string;
  /** Where a sign-in by the browser returns to. */
  redirectUri?: string;
  /** Where a sign-out by the browser returns to. */
  logoutRedirectUri?: string;
  /** Scope asked for; `openid profile` when absent. */
  scope?: string;
  /** Token of the user; `setAccessToken` sets it later. */
  accessToken?: string;
  /**
   * Address of the user that a back end calls for, so that limits count the user; `withClientIp` makes a client for
   * each. The application's secret proves it, or a network that the application names.
   */
  clientIp?: string;
  /** Language of messages; zh-CN when absent. */
  lang?: string;
  /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
  timeout?: number;
  /** How often reading is tried again when the server is not reached; 2 when absent. */
  retries?: number;
}

type SignIn = Omit<Models.SigninByCredentialsDto, "connection" | "passwordPayload" | "passCodePayload">;
type SignUp = Omit<Models.SignUpDto, "connection" | "passwordPayload" | "passCodePayload">;
type Tokens = Promise<Models.ResponseDto<Models.LoginTokenResponseDataDto>>;
type User = Promise<Models.ResponseDto<Models.UserDto>>;

/** An application and, with an access token, one of its users. */
export class AuthenticationClient extends AuthenticationOperations {
  readonly #given: AuthenticationClientInitOptions;
  readonly #keys: KeySet;

  constructor(options: AuthenticationClientInitOptions) {
    super({ ...options, host: options.appHost });
    this.#given = options;
    this.#keys = new KeySet(async () => {
      const [metadata, set] = [await this.getOpenIdConfiguration(), await this.fetchJWKS()];
      return { issuer: metadata["issuer"], keys: set.keys };
    });
  }

  /** A client for the user at this address, with the same options and token. */
  withClientIp(clientIp: string): AuthenticationClient {
    const accessToken = this.accessToken === undefined ? {} : { accessToken: this.accessToken };
    return new AuthenticationClient({ ...this.#given, ...accessToken, clientIp });
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

  /** Where a browser signs in: authorization code with PKCE (RFC 7636, S256). Keep the rest until it returns. */
  async buildAuthorizeUrl(options: { scope?: string; state?: string; nonce?: string } = {}) {
    const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
    const { state = random(), nonce = random(), scope = this.#given.scope ?? "openid profile" } = options;
    const codeVerifier = random();
    const digest = await crypto.subtle.digest("SHA-256", utf8(codeVerifier));
    const query = new URLSearchParams({
      client_id: this.#given.appId,
      redirect_uri: this.#given.redirectUri ?? "",
      response_type: "code",
      scope,
      state,
      nonce,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: "S256",
    });
    // OpenID Connect Core 1.0 section 11.
    if (scope.split(" ").includes("offline_access")) query.set("prompt", "consent");
    return { url: `${this.host}/oidc/auth?${query}`, state, nonce, codeVerifier };
  }

  /** Exchanges the code that the browser brought back, once. */
  getAccessTokenByCode(code: string, options: { codeVerifier?: string } = {}): Promise<Models.TokenResponse> {
    const request = {
      grant_type: "authorization_code",
      code,
      redirect_uri: this.#given.redirectUri,
      code_verifier: options.codeVerifier,
    };
    return this.exchangeToken(request);
  }

  /** Exchanges a refresh token; the answer holds the next one. */
  getNewAccessTokenByRefreshToken(refreshToken: string): Promise<Models.TokenResponse> {
    return this.exchangeToken({ grant_type: "refresh_token", refresh_token: refreshToken });
  }

  /** A token for the application itself, or for the owner of an access key (RFC 6749 section 4.4). */
  getAccessTokenByClientCredentials(
    scope: string,
    options?: { accessKey: string; accessSecret: string },
  ): Promise<Models.TokenResponse> {
    const own = options && { client_id: options.accessKey, client_secret: options.accessSecret };
    return this.exchangeToken({ grant_type: "client_credentials", scope, ...own });
  }

  /** Claims about the user of the token. */
  getUserInfoByAccessToken(accessToken: string): Promise<Record<string, any>> {
    const client = new AuthenticationClient({ ...this.#given, accessToken });
    return client.getUserInfo();
  }

  override introspectToken(request: Models.IntrospectToken | string): Promise<Models.Introspection> {
    return super.introspectToken(typeof request === "string" ? { token: request } : request);
  }

  override revokeToken(request: Models.RevokeToken | string): Promise<void> {
    return super.revokeToken(typeof request === "string" ? { token: request } : request);
  }

  /** The claims of an access token, verified with the server's keys, which are kept. */
  parseAccessToken(token: string): Promise<Claims> {
    return this.#keys.verify(token, this.#given.appId, this.#given.appSecret);
  }

  /** The claims of an ID token, verified with the server's keys, which are kept; `nonce` as it was sent. */
  async parseIDToken(token: string, options: { nonce?: string } = {}): Promise<Claims> {
    const claims = await this.parseAccessToken(token);
    if (options.nonce !== undefined && claims["nonce"] !== options.nonce) {
      throw new TokenError("the token was made for another sign-in: its nonce differs");
    }
    return claims;
  }

  /** Where a browser signs out (OpenID Connect RP-Initiated Logout 1.0). */
  buildLogoutUrl(options: { idToken?: string; redirectUri?: string; state?: string } = {}): string {
    const query = new URLSearchParams();
    const back = options.redirectUri ?? this.#given.logoutRedirectUri;
    if (options.idToken) query.set("id_token_hint", options.idToken);
    if (back) query.set("post_logout_redirect_uri", back);
    if (options.state) query.set("state", options.state);
    return `${this.host}/oidc/session/end?${query}`;
  }
}
