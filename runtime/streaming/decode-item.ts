import type { WireReply } from "../core/call.js";
import type { Client } from "../core/client.js";
import { DecodeError } from "../core/errors.js";
import { partReply } from "../core/follow.js";
import type { Operation } from "../core/operation.js";
import { readPointer } from "../core/pointer.js";
import { decodeReply } from "../core/start.js";

/** Decodes the texts of a stream's items. */
export interface ItemDecoder {
  /** An item that must be JSON. `last`: it stood at the end of the stream without its terminator. */
  json(text: string, last: boolean): Promise<unknown>;
  /** The data of a server-sent event. */
  data(text: string): Promise<unknown>;
  /** A text that stands for itself, such as a date. */
  text(text: string): Promise<unknown>;
}

/** Items are decoded as the operation's whole reply would be: conversions, `unwrap`, failures inside items. */
export function itemDecoder(client: Client, operation: Operation, reply: WireReply): ItemDecoder {
  const { stream = {}, unwrap, ...others } = operation;
  const converted = operation.convert?.out;
  const { onDrift, codecs = [] } = client.settings;
  const isPlain = operation.use === undefined && codecs.length === 0;
  const whole: Operation = { ...others, out: "json" };
  const headers = jsonHeaders(reply);
  const errorAt = stream.error ?? (unwrap === undefined ? null : "/error");

  const finish = async (text: string, parsed: unknown): Promise<unknown> => {
    const value = isPlain ? parsed : await decodeReply(client, whole, { ...partReply(reply, text), headers });
    const error = errorAt === null ? undefined : readPointer(value, errorAt);
    if (error !== undefined && error !== null) throw await failure(client, operation, { ...partReply(reply, JSON.stringify(error), statusOf(error)), headers });
    return unwrap === undefined ? value : readPointer(value, unwrap);
  };
  const plainText = async (text: string): Promise<unknown> => (converted === undefined ? text : finish(JSON.stringify(text), text));
  return {
    text: plainText,
    async json(text, last) {
      const parsed = parse(text);
      if (parsed === null) throw broken(operation, reply, text, last);
      return finish(text, parsed.value);
    },
    async data(text) {
      if (stream.data === "text") return plainText(text);
      const parsed = parse(text);
      if (parsed !== null) return finish(text, parsed.value);
      if (stream.data === "json") throw broken(operation, reply, text, false);
      const value = await plainText(text);
      // A bare date is what its type says.
      if (typeof value === "string") onDrift?.({ operation: operation.id, status: reply.status, at: "", kind: "wrong-type", value: text });
      return value;
    },
  };
}

function failure(client: Client, operation: Operation, reply: WireReply): Promise<Error> {
  return client.engine.fail(client, operation, reply, { attempts: 1 });
}

/** The status that a failure inside a stream names (`http_code` of grpc-gateway), else 500. */
function statusOf(error: unknown): number {
  const named = Number(readPointer(error, "/http_code") ?? readPointer(error, "/status"));
  return named >= 400 && named <= 599 ? named : 500;
}

function broken({ id }: Operation, { status, headers }: WireReply, text: string, last: boolean): DecodeError {
  const what = last ? "ended in the middle of an item" : "holds an item that is not JSON";
  return new DecodeError(`${id}: the stream ${what}: ${text.slice(0, 80)}`, { status, contentType: headers.get("content-type"), text: text.slice(0, 200) });
}

function jsonHeaders(reply: WireReply): Headers {
  const headers = new Headers();
  reply.headers.forEach((value, name) => {
    if (!name.startsWith("content-")) headers.append(name, value);
  });
  headers.set("content-type", "application/json");
  return headers;
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
