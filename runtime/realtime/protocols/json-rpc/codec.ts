import { ConnectionError, InputError } from "../../../core/errors.js";
import { parseJson } from "../../payload.js";
import { ReplyError } from "../../reply-error.js";
import type { Frame } from "../../transport.js";
import type { RpcError, RpcFrame, RpcId, RpcRequest, RpcResponse } from "./frames.js";

/** A frame of the server. Throws a ClientError for anything else. */
export function decodeFrame(frame: Frame): RpcFrame {
  const value = parseJson(frame);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!items.every(isItem)) throw new ConnectionError(`No frame of JSON-RPC 2.0: ${JSON.stringify(value).slice(0, 80)}`);
  return { batch: Array.isArray(value), items };
}

function isItem(value: unknown): value is RpcRequest | RpcResponse {
  if (!isObject(value)) return false;
  const { id, method, error } = value;
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number") return false;
  if (method !== undefined) return typeof method === "string";
  if (id === undefined) return false;
  return "result" in value || (isObject(error) && typeof error["code"] === "number");
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A request, or a notification where the id is undefined. Throws an InputError for params that are no object and no array. */
export function encodeRequest(method: string, params: unknown, id?: string): string {
  if (params !== undefined && params !== null && typeof params !== "object")
    throw new InputError(`The params of ${method} must be an object or an array`, { remedy: "Pass { payload: [value] } or an object." });
  return JSON.stringify({ jsonrpc: "2.0", method, params: params ?? undefined, id });
}

/** What a client answers to requests: it has no methods. */
export const noMethod = (id: RpcId): RpcResponse => ({ jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } });

/** The server's error, with a remedy for the codes that the specification reserves. */
export function rpcError(error: RpcError): ReplyError<RpcError> {
  return new ReplyError(typeof error.message === "string" && error.message !== "" ? error.message : `The server answers with the error ${error.code}`, {
    code: `${error.code}`,
    body: error,
    remedy: remedies[error.code] ?? null,
  });
}

const remedies: Readonly<Record<number, string>> = {
  [-32700]: "The server could not read the frame; check the framing.",
  [-32600]: "The server takes no such request; check the framing.",
  [-32601]: "The server has no such method; check the channel's address, or the message's name.",
  [-32602]: "Check the payload against what the method takes.",
};
