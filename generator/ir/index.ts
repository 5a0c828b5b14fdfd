export * from "./api.js";
export * from "./channel.js";
export * from "./docs.js";
export * from "./json.js";
export * from "./operation.js";
export * from "./schema.js";
export * from "./spec-document.js";
