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
exports.Models = exports.ManagementClient = exports.AuthenticationClient = void 0;
var AuthenticationClient_js_1 = require("./AuthenticationClient.js");
Object.defineProperty(exports, "AuthenticationClient", { enumerable: true, get: function () { return AuthenticationClient_js_1.AuthenticationClient; } });
var ManagementClient_js_1 = require("./ManagementClient.js");
Object.defineProperty(exports, "ManagementClient", { enumerable: true, get: function () { return ManagementClient_js_1.ManagementClient; } });
__exportStar(require("./errors.js"), exports);
exports.Models = require("./generated/models.js");
