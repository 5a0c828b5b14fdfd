export type { RpcError } from "../realtime/protocols/json-rpc/frames.js";
export { jsonRpcFraming } from "../realtime/protocols/json-rpc/json-rpc-framing.js";
export type { JsonRpcCall, JsonRpcSettings } from "../realtime/protocols/json-rpc/settings.js";
