"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ManagementClient = void 0;
const operations_js_1 = require("./operations.js");
class ManagementClient extends operations_js_1.ManagementOperations {
    constructor(options) {
        super(options);
    }
}
exports.ManagementClient = ManagementClient;
