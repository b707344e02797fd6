// Every method, option, export and enum that both clients have: ours takes what the official one takes, and answers what
// it answers, but for `null`, which an answer has where there is nothing. It compiles when nothing is missing.
import * as Official from "authing-node-sdk";
import * as Ours from "@cleat/nodejs";

/** A type with the values of its enums as texts. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends (infer U)[]
    ? Plain<U>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;
type WithoutNull<T> = T extends (infer U)[]
  ? WithoutNull<U>[]
  : T extends object
    ? { [K in keyof T]: WithoutNull<Exclude<T[K], null>> }
    : T;
type Anything = (...given: any[]) => any;

type Refused<A, B, Except> = {
  [K in Exclude<keyof A & keyof B, Except>]: A[K] extends (...given: infer P) => any
    ? B[K] extends (...given: infer Q) => any
      ? Plain<P> extends Plain<Q> ? never : K
      : K
    : never;
}[Exclude<keyof A & keyof B, Except>];
type Missed<A, B, Except> = {
  [K in Exclude<keyof A & keyof B, Except>]: A[K] extends Anything
    ? B[K] extends Anything
      ? WithoutNull<Plain<Awaited<ReturnType<B[K]>>>> extends Plain<Awaited<ReturnType<A[K]>>> ? never : K
      : K
    : never;
}[Exclude<keyof A & keyof B, Except>];
type Enums<T> = { [F in keyof T]: { [M in keyof T[F]]: T[F][M] extends string ? `${T[F][M]}` : T[F][M] } };
type Lost<A, B> = { [K in keyof A & keyof B]: B[K] extends Enums<A[K]> ? never : K }[keyof A & keyof B];

/** Methods that are there whether or not the server has an operation of that name. */
type Helpers =
  | "loginWithRedirect" | "handleRedirectCallback" | "logoutWithRedirect" | "setAccessToken" | "getAccessTokenByCode"
  | "getAccessTokenByClientCredentials" | "getUserInfoByAccessToken" | "buildAuthorizeUrl" | "buildLogoutUrl"
  | "getNewAccessTokenByRefreshToken" | "revokeToken" | "introspectToken" | "generateCodeChallenge"
  | "getCodeChallengeDigest" | "parseAccessToken" | "parseIDToken" | "signInByEmailPassword" | "signInByPhonePassword"
  | "signInByUsernamePassword" | "signInByAccountPassword" | "signInByEmailPassCode" | "signInByPhonePassCode"
  | "signInByAD" | "signInByLDAP" | "signUpByEmailPassword" | "signUpByUsernamePassword" | "signUpByEmailCode"
  | "signUpByPhoneCode";

// The contract of the other brand knows no role for an organisation.
// A kind of connection has the name of its brand.
// What is called so in a later official client writes a file, and is not in the contract.
type OtherTargets = "listRoleAssignments" | "createExtIdpConn" | "exportUsers";
// The parameters are those of the wire, in snake case; the official client has them in camel case here alone.
// A sign-in by a source that is not built has no payload yet.
type OtherNames = "generateLinkExtIdpUrl" | "signInByMobile";
// One page of roles is answered as a page; a kind of connection has the name of its brand.
// V3 answers with the envelope, also where the types have the bare answer.
type OtherAnswers = "exportUsers" | "listNamespaceRoles" | "sendEmailBatch" | "getApplication" | "listApplications" | "createApplication" | "createExtIdpConn" | "updateExtIdpConn" | OtherPlaces;
// The place of an address may be null or absent.
type OtherPlaces = "getLoginHistory" | "getUserActionLogs";

function nothing<T extends never>(): T[] {
  return [];
}

nothing<Exclude<Helpers, keyof Ours.AuthenticationClient>>();
nothing<Exclude<Helpers, keyof Official.AuthenticationClient>>();
nothing<Exclude<"makeRequest", keyof Ours.ManagementClient>>();
nothing<Exclude<keyof typeof Official, keyof typeof Ours>>();
nothing<Exclude<keyof Official.AuthenticationClientInitOptions, keyof Ours.AuthenticationClientInitOptions>>();
nothing<Exclude<keyof Official.ManagementClientOptions, keyof Ours.ManagementClientOptions>>();
nothing<Refused<Official.AuthenticationClient, Ours.AuthenticationClient, OtherNames>>();
nothing<Refused<Official.ManagementClient, Ours.ManagementClient, OtherTargets>>();
nothing<Missed<Official.AuthenticationClient, Ours.AuthenticationClient, OtherPlaces>>();
nothing<Missed<Official.ManagementClient, Ours.ManagementClient, OtherAnswers>>();
nothing<Lost<typeof Official.Models, typeof Ours.Models>>();
const authentication = (given: Official.AuthenticationClientInitOptions): Ours.AuthenticationClientInitOptions => given;
const management = (given: Official.ManagementClientOptions): Ours.ManagementClientOptions => given;
export { authentication, management };
