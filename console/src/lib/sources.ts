import type { Schema } from "./schema";

// The server takes the settings of a connection as any object and names the field at fault; which
// fields a kind of source reads stands here, and what is not listed is written as JSON.

const text = (extra: Schema = {}): Schema => ({ type: "string", ...extra });
const secret = text({ writeOnly: true, format: "password" });

const KNOWN: Record<string, Schema> = {
  clientId: text(),
  clientSecret: secret,
  issuerUrl: text(),
  authEndPoint: text(),
  tokenEndPoint: text(),
  userInfoEndPoint: text(),
  scopes: text(),
  tenant: text(),
  teamId: text(),
  keyId: text(),
  privateKey: text({ maxLength: 4096 }),
  mapping: { type: "object" },
  associationMode: text({ enum: ["none", "field", "challenge"] }),
  challengeBindingMethods: { type: "array", items: text({ enum: ["phone-code", "email-code", "password", "phone-password", "email-password"] }) },
};

interface Kind {
  type: string;
  required: string[];
  more?: string[];
}

export interface Source {
  provider: string;
  title: string;
  kinds: Kind[];
}

const CLIENT = ["clientId", "clientSecret"];
const BOTH = (type: string, more: string[] = []): Kind[] => [{ type, required: CLIENT, more }, { type: `${type}:mobile`, required: CLIENT, more }];
const APPLE = ["clientId", "teamId", "keyId", "privateKey"];

export const SOURCES: Source[] = [
  { provider: "github", title: "GitHub", kinds: BOTH("github", ["scopes"]) },
  { provider: "google", title: "Google", kinds: BOTH("google", ["scopes"]) },
  { provider: "apple", title: "Apple", kinds: [{ type: "apple:web", required: APPLE }, { type: "apple", required: APPLE }] },
  { provider: "azure-ad", title: "Microsoft", kinds: [{ type: "azure-ad", required: CLIENT, more: ["tenant", "scopes"] }] },
  { provider: "gitlab", title: "GitLab", kinds: BOTH("gitlab", ["issuerUrl", "scopes"]) },
  {
    provider: "wechat",
    title: "WeChat 微信",
    kinds: ["wechat:pc", "wechat:webpage-authorization", "wechat:mobile", "wechat:miniprogram:default"].map((type) => ({ type, required: CLIENT })),
  },
  { provider: "oidc", title: "OpenID Connect", kinds: [{ type: "oidc", required: ["issuerUrl", ...CLIENT], more: ["scopes", "mapping"] }] },
  { provider: "oauth2", title: "OAuth 2.0", kinds: [{ type: "oauth", required: [...CLIENT, "authEndPoint", "tokenEndPoint", "userInfoEndPoint"], more: ["scopes", "mapping"] }] },
];

/** The form of a connection of a type; nothing for a type that is not known here. */
export function schemaOf(type: string): Schema | undefined {
  const kind = SOURCES.flatMap(({ kinds }) => kinds).find((one) => one.type === type);
  if (!kind) return undefined;
  const names = [...kind.required, ...(kind.more ?? []), "associationMode", "challengeBindingMethods"];
  return { type: "object", required: kind.required, properties: Object.fromEntries(names.map((name) => [name, KNOWN[name] ?? text()])) };
}

/** Where the source sends browsers back to. */
export function callback(host: string, identifier: string, pool: string): string {
  return `${host}/connection/social/${identifier}/${pool}/callback`;
}
