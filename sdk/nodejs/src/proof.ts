import { base64, utf8 } from "./encoding.js";
import type { Operation } from "./operation.js";

/** How an application proves who it is (RFC 6749 section 2.3), as its own settings say. */
export type AuthMethod = "client_secret_post" | "client_secret_basic" | "none";

/** An application, and how it proves itself at each endpoint. */
export interface Application {
  appId?: string | undefined;
  appSecret?: string | undefined;
  /** Where tokens are issued; `client_secret_post` when absent. */
  tokenEndPointAuthMethod?: AuthMethod | undefined;
  /** Where tokens are asked about; `client_secret_post` when absent. */
  introspectionEndPointAuthMethod?: AuthMethod | undefined;
  /** Where tokens are revoked; `client_secret_post` when absent. */
  revocationEndPointAuthMethod?: AuthMethod | undefined;
}

/** What a call carries as proof: fields, or a header. */
export interface Proof {
  fields: Record<string, string>;
  authorization?: string;
}

/** The application's proof; none of its own where the call names a client already, for two are refused. */
export function proofOf(operation: Operation, app: Application, given: Record<string, unknown>): Proof {
  const { appId, appSecret } = app;
  if (!operation.provesApplication || !appId || given["client_id"] || given["client_secret"]) return { fields: {} };
  const method = methodOf(operation, app) ?? "client_secret_post";
  if (method === "none" || !appSecret) return { fields: { client_id: appId } };
  if (method === "client_secret_post") return { fields: { client_id: appId, client_secret: appSecret } };
  const pair = `${formEncoded(appId)}:${formEncoded(appSecret)}`;
  return { fields: {}, authorization: `Basic ${base64(utf8(pair))}` };
}

function methodOf(operation: Operation, app: Application): AuthMethod | undefined {
  switch (operation.id) {
    case "introspectToken":
      return app.introspectionEndPointAuthMethod;
    case "revokeToken":
      return app.revocationEndPointAuthMethod;
    default:
      return app.tokenEndPointAuthMethod;
  }
}

/** A text as a form has it: so it travels in the header (RFC 6749 section 2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
