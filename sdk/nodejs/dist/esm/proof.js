import { base64, utf8 } from "./encoding.js";
export function proofOf(operation, app, given) {
    const { appId, appSecret } = app;
    if (!operation.provesApplication || !appId || given["client_id"] || given["client_secret"])
        return { fields: {} };
    const method = methodOf(operation, app) ?? "client_secret_post";
    if (method === "none" || !appSecret)
        return { fields: { client_id: appId } };
    if (method === "client_secret_post")
        return { fields: { client_id: appId, client_secret: appSecret } };
    const pair = `${formEncoded(appId)}:${formEncoded(appSecret)}`;
    return { fields: {}, authorization: `Basic ${base64(utf8(pair))}` };
}
function methodOf(operation, app) {
    switch (operation.id) {
        case "introspectToken":
            return app.introspectionEndPointAuthMethod;
        case "revokeToken":
            return app.revocationEndPointAuthMethod;
        default:
            return app.tokenEndPointAuthMethod;
    }
}
function formEncoded(text) {
    return new URLSearchParams({ "": text }).toString().slice(1);
}
