export function hasBody(operation) {
    return operation.method === "POST" || operation.method === "PUT";
}
