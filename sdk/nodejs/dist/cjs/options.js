"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DEFAULT_OPTIONS = exports.DEFAULT_SOCKET_URI = exports.DEFAULT_SCOPE = exports.DEFAULT_COOKIE_KEY = void 0;
exports.DEFAULT_COOKIE_KEY = "X-GenAuth-Node-OIDC-State";
exports.DEFAULT_SCOPE = "openid profile";
exports.DEFAULT_SOCKET_URI = "";
exports.DEFAULT_OPTIONS = {
    accessKeyId: "",
    accessKeySecret: "",
    host: "",
    lang: "zh-CN",
    timeout: 10_000,
    retryTimes: 2,
    rejectUnauthorized: true,
};
