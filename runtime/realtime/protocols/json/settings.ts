import type { Template } from "../../template.js";

/** The settings of `x-clientwright-framing: { framing: json, ... }`. PROTOCOL.md says what each means; framing.schema.json is their schema. */
export interface JsonFramingSettings {
  readonly framing?: "json";
  /** Default `shared` with an envelope, `per-channel` without. */
  readonly sockets?: "shared" | "per-channel";
  readonly subprotocols?: readonly string[];
  /** Query parameter of the socket's URL that takes the resume value. */
  readonly resumeQuery?: string;
  /** The server always replays what was missed. */
  readonly resumes?: boolean;
  readonly send?: JsonSend;
  readonly receive?: JsonReceive;
}

/** Templates of what the client sends. */
export interface JsonSend {
  readonly hello?: Template;
  readonly subscribe?: Template;
  readonly unsubscribe?: Template;
  readonly message?: Template;
  readonly ping?: Template;
  readonly reauthenticate?: Template;
}

/** How what the server sends is recognised and read. */
export interface JsonReceive {
  readonly ready?: Recognised & { readonly resumed?: string; readonly resume?: string };
  readonly ack?: Recognised & { readonly id: string; readonly value?: string };
  readonly subscribed?: Recognised & { readonly channel: string };
  readonly ping?: Recognised & { readonly answer: Template };
  readonly pong?: Recognised;
  readonly expiring?: Recognised;
  readonly error?: ErrorFields;
  readonly message?: MessageFields;
}

/** What must stand where: `{ "/type": "ack" }`. */
export interface Recognised {
  readonly when?: { readonly [pointer: string]: unknown };
}

/** Where a refusal keeps its facts. */
export interface ErrorFields extends Recognised {
  readonly id?: string;
  readonly channel?: string;
  readonly code?: string;
  readonly message?: string;
  /** Codes that a fresh credential cures. */
  readonly renew?: readonly (string | number)[];
  /** Codes that nothing cures. */
  readonly fatal?: readonly (string | number)[];
}

/** Where a message keeps its parts. */
export interface MessageFields extends Recognised {
  readonly channel?: string;
  readonly type?: string;
  readonly id?: string;
  readonly payload?: string;
  readonly headers?: string;
  readonly correlation?: string;
  readonly resume?: string;
}
