export const DEFAULT_COOKIE_KEY = "X-GenAuth-Node-OIDC-State";
export const DEFAULT_SCOPE = "openid profile";
export const DEFAULT_SOCKET_URI = "";
export const DEFAULT_OPTIONS = {
    accessKeyId: "",
    accessKeySecret: "",
    host: "",
    lang: "zh-CN",
    timeout: 10_000,
    retryTimes: 2,
    rejectUnauthorized: true,
};
