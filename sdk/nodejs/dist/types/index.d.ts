import * as all from "./exports.js";
export * from "./exports.js";
export default all;
