import type { Channel, Message, Schema } from "../../ir/index.js";
import { docsView, line } from "../docs/docs.js";
import { type Models, namedFields, resolve } from "../schemas/schema-views.js";
import type { InputFieldView, InputView, TypeView } from "../views.js";
import { connectionSchemas, type Exchange, keySchemas } from "./channel-exchanges.js";

/** What a function over a channel takes. */
export interface ChannelInput {
  readonly view: Omit<InputView, "name" | "docs"> | null;
  readonly optional: boolean;
  /** The payload's fields stand in the input itself. */
  readonly isFlat: boolean;
}

const reserved: ReadonlySet<string> = new Set(["payload", "headers", "key", "address"]);

/** Parameters of the address, then what is sent: its fields where it is one plain object, else under `payload`. */
export function planChannelInput(exchange: Exchange, models: Models): ChannelInput {
  const { channel, verb, messages } = exchange;
  const around = [...addressFields(channel), ...connectionFields(channel, models)];
  const sent = verb === "subscribe" ? [] : sentFields(messages, models);
  const body = verb === "subscribe" ? null : flatPayload(messages, [...around, ...sent], models);
  const payload = verb === "subscribe" || body !== null ? [] : [payloadField(messages)];
  const fields = [...around, ...payload, ...sent];
  const isEmpty = fields.length === 0 && body === null;
  return {
    view: isEmpty ? null : { fields, body, variants: [] },
    optional: !fields.some(({ required }) => required) && body === null,
    isFlat: body !== null,
  };
}

const input = (schema: Schema): TypeView => ({ schema, side: "input", binary: "bytes" });

function addressFields({ params, address }: Channel): readonly InputFieldView[] {
  const fields = params.map(({ name, schema, docs }) => ({
    name,
    required: schema.meta?.default == null,
    type: input(schema),
    docs: docsView(docs, schema, name),
  }));
  if (address !== null) return fields;
  return [
    {
      name: "address",
      required: true,
      type: input({ kind: "string", format: null, meta: null }),
      docs: line("The channel's address: the document leaves it open."),
    },
    ...fields,
  ];
}

/** Query and headers of a WebSocket's request. */
function connectionFields(channel: Channel, models: Models): readonly InputFieldView[] {
  const taken = new Set([...reserved, ...channel.params.map(({ name }) => name)]);
  const fields = connectionSchemas(channel).flatMap((schema) => namedFields(schema, "input", models) ?? []);
  return fields.flatMap(({ name, required, schema, docs }) => {
    if (taken.has(name)) return [];
    taken.add(name);
    return [{ name, required, type: input(schema), docs: docsView(docs, schema, name) }];
  });
}

/** Headers and key, where the document describes them. */
function sentFields(messages: readonly Message[], models: Models): readonly InputFieldView[] {
  const headers = sentHeaders(messages);
  const keys = distinct(messages.flatMap(keySchemas));
  const made: InputFieldView[] = [];
  if (headers !== null)
    made.push({
      name: "headers",
      required: messages.every((message) => needsHeaders(message, models)),
      type: input(headers),
      docs: line("Headers of the message."),
    });
  if (keys.length > 0) made.push({ name: "key", required: false, type: input(oneOf(keys)), docs: line("The record's key.") });
  return made;
}

/** Whether a header must be given; the correlation id is given by the client itself. */
function needsHeaders({ headers, correlationId }: Message, models: Models): boolean {
  const own = correlationId?.in === "header" ? correlationId.pointer.slice(1) : null;
  return headers !== null && (namedFields(headers, "input", models) ?? []).some((field) => field.required && field.name !== own);
}

function payloadField(messages: readonly Message[]): InputFieldView {
  return { name: "payload", required: true, type: input(payloadOf(messages)), docs: line("The message.") };
}

/** One closed object whose fields nothing else wants may stand in the input itself. */
function flatPayload(messages: readonly Message[], others: readonly InputFieldView[], models: Models): InputView["body"] {
  const [message] = messages;
  if (messages.length !== 1 || message === undefined || message.payload === null) return null;
  const schema = resolve(message.payload, models);
  const fields = namedFields(message.payload, "input", models);
  const isClosed = schema.kind === "object" && (schema.rest === null || schema.rest === false) && schema.patterns.length === 0;
  if (!isClosed || fields === null || fields.length === 0) return null;
  if (fields.some(({ name }) => reserved.has(name) || name in Object.prototype || others.some((other) => other.name === name))) return null;
  return { type: input(message.payload), without: [], optional: false, asInterface: true };
}

/** Any of the messages' payloads; anything where the document says nothing of one. */
export function payloadOf(messages: readonly Message[]): Schema {
  const schemas = messages.map(({ payload }): Schema => payload ?? { kind: "unknown", meta: null });
  return schemas.some(({ kind }) => kind === "unknown") ? { kind: "unknown", meta: null } : oneOf(distinct(schemas));
}

/** Headers that may be sent: any that a message describes; null where none does. */
export function sentHeaders(messages: readonly Message[]): Schema | null {
  const schemas = distinct(messages.flatMap(({ headers }) => headers ?? []));
  return schemas.length === 0 ? null : oneOf(schemas);
}

/** Any of the messages' headers; null where one of them says nothing about its own. */
export function headersOf(messages: readonly Message[]): Schema | null {
  const schemas = messages.flatMap(({ headers }) => headers ?? []);
  return schemas.length === 0 || schemas.length < messages.length ? null : oneOf(distinct(schemas));
}

function distinct(schemas: readonly Schema[]): readonly Schema[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify({ ...schema, meta: null }), schema])).values()];
}

function oneOf(schemas: readonly Schema[]): Schema {
  const [first] = schemas;
  if (first === undefined) return { kind: "unknown", meta: null };
  return schemas.length === 1 ? first : { kind: "union", of: schemas, tag: null, at: "", meta: null };
}
