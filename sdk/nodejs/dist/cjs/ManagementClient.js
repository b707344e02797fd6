"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ManagementClient = void 0;
const management_js_1 = require("./generated/management.js");
/** A user pool. Calls are signed; the operations of a user take the user's token as an argument. */
class ManagementClient extends management_js_1.ManagementOperations {
    constructor(options) {
        super(options);
    }
}
exports.ManagementClient = ManagementClient;
