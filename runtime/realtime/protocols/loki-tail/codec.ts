import { ConnectionError } from "../../../core/errors.js";
import { parseJson } from "../../payload.js";
import type { Frame } from "../../transport.js";
import type { LogStream, TailFrame } from "./frames.js";

/** A frame of the server. Throws a ClientError for anything else. */
export function decodeFrame(frame: Frame): TailFrame {
  const value = parseJson(frame);
  if (!isObject(value)) throw broken(value);
  const { streams = [], dropped_entries: dropped = null } = value;
  if (!Array.isArray(streams ?? []) || !(streams ?? []).every(isStream) || !(dropped === null || Array.isArray(dropped))) throw broken(value);
  return { ...value, streams: streams ?? [], dropped_entries: dropped };
}

const isStream = (value: unknown): value is LogStream =>
  isObject(value) && isObject(value["stream"]) && Array.isArray(value["values"]) && (value["values"] as readonly unknown[]).every(isEntry); // just seen to be a list

const isEntry = (value: unknown): boolean =>
  Array.isArray(value) && typeof value[0] === "string" && /^\d{1,20}$/.test(value[0]) && typeof value[1] === "string";

const isObject = (value: unknown): value is Readonly<Record<string, never>> => typeof value === "object" && value !== null && !Array.isArray(value);

const broken = (value: unknown): ConnectionError => new ConnectionError(`No frame of Loki's tail: ${JSON.stringify(value).slice(0, 80)}`);
