"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.hasBody = hasBody;
function hasBody(operation) {
    return operation.method === "POST" || operation.method === "PUT";
}
