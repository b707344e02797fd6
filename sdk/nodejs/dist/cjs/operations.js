"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ManagementOperations = exports.AuthenticationOperations = void 0;
const core_js_1 = require("./core.js");
const tables_js_1 = require("./tables.js");
function isOfPool(operation) {
    return operation.caller === "Management" || operation.client === "Management";
}
class AuthenticationOperations extends core_js_1.Core {
    static {
        for (const operation of tables_js_1.TABLES.operations) {
            if (!isOfPool(operation))
                this.method(operation, false);
        }
    }
}
exports.AuthenticationOperations = AuthenticationOperations;
class ManagementOperations extends core_js_1.Core {
    static {
        for (const operation of tables_js_1.TABLES.operations) {
            if (isOfPool(operation))
                this.method(operation, false);
            else if (operation.caller === "User")
                this.method(operation, true);
        }
    }
}
exports.ManagementOperations = ManagementOperations;
