"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Models = exports.isError = exports.UnreachableError = exports.TokenError = exports.TimedOutError = exports.OptionsError = exports.OAuthError = exports.ErrorCode = exports.CredentialsError = exports.CleatError = exports.ClockSkewError = exports.AnswerError = exports.ManagementClient = exports.AuthenticationClient = void 0;
var AuthenticationClient_js_1 = require("./AuthenticationClient.js");
Object.defineProperty(exports, "AuthenticationClient", { enumerable: true, get: function () { return AuthenticationClient_js_1.AuthenticationClient; } });
var ManagementClient_js_1 = require("./ManagementClient.js");
Object.defineProperty(exports, "ManagementClient", { enumerable: true, get: function () { return ManagementClient_js_1.ManagementClient; } });
var errors_js_1 = require("./errors.js");
Object.defineProperty(exports, "AnswerError", { enumerable: true, get: function () { return errors_js_1.AnswerError; } });
Object.defineProperty(exports, "ClockSkewError", { enumerable: true, get: function () { return errors_js_1.ClockSkewError; } });
Object.defineProperty(exports, "CleatError", { enumerable: true, get: function () { return errors_js_1.CleatError; } });
Object.defineProperty(exports, "CredentialsError", { enumerable: true, get: function () { return errors_js_1.CredentialsError; } });
Object.defineProperty(exports, "ErrorCode", { enumerable: true, get: function () { return errors_js_1.ErrorCode; } });
Object.defineProperty(exports, "OAuthError", { enumerable: true, get: function () { return errors_js_1.OAuthError; } });
Object.defineProperty(exports, "OptionsError", { enumerable: true, get: function () { return errors_js_1.OptionsError; } });
Object.defineProperty(exports, "TimedOutError", { enumerable: true, get: function () { return errors_js_1.TimedOutError; } });
Object.defineProperty(exports, "TokenError", { enumerable: true, get: function () { return errors_js_1.TokenError; } });
Object.defineProperty(exports, "UnreachableError", { enumerable: true, get: function () { return errors_js_1.UnreachableError; } });
Object.defineProperty(exports, "isError", { enumerable: true, get: function () { return errors_js_1.isError; } });
__exportStar(require("./options.js"), exports);
exports.Models = require("./models.js");
