import { note, type Report } from "../../diagnostics.js";
import type { Message } from "../../ir/index.js";
import { payloadLanguages, registeredLanguages } from "../names/runtime-names.js";
import type { SymbolRef } from "../views.js";
import type { Exchange } from "./channel-exchanges.js";

/** The format of a schema registry's id before the payload; null: there is none. `other`: in a format that we don't read. */
export function registryOf({ bindings }: Message): "confluent" | "apicurio" | "other" | null {
  const fields = bindings.filter(({ protocol }) => protocol === "kafka").flatMap((binding) => binding.fields);
  const said = (field: string): unknown => fields.find(({ name }) => name === field)?.value;
  if (said("schemaIdLocation") !== "payload") return null;
  const encoding = said("schemaIdPayloadEncoding") ?? "confluent";
  if (typeof encoding !== "string") return "other";
  if (/^apicurio(?:-new|-legacy)?$/i.test(encoding)) return "apicurio";
  return /^confluent$/i.test(encoding) ? "confluent" : "other";
}

/** What reads and writes the bytes of a message; null where nothing of ours does. */
export function languageOf(message: Message): SymbolRef | null {
  if (message.wire === null) return null;
  const { language } = message.wire;
  const plain = payloadLanguages[language];
  const registry = registryOf(message);
  if (registry === null) return { ...plain, type: false };
  const name = registry === "other" ? null : registeredLanguages[registry][language];
  return name === null ? null : { name, from: plain.from, type: false };
}

/** Tells where payloads come as bytes although their schema is known. */
export function tellBytes(exchanges: readonly Exchange[], report: Report): void {
  const all = exchanges.flatMap(({ verb, channel, operation, messages, reply }) => [
    ...(verb === "subscribe" ? [{ operation, messages, channel }] : []),
    ...(reply === null || verb !== "ask" ? [] : [{ operation, messages: reply.messages, channel: reply.channel ?? channel }]),
  ]);
  const several = all.find(({ messages }) => messages.length > 1 && messages.some(({ wire }) => wire !== null));
  if (several !== undefined)
    report(
      note(
        "message-untold",
        several.operation.at,
        "Several messages pass here whose bytes don't tell which they are. Each is decoded where a name comes with it; else its payload is bytes.",
        "Give each message a channel of its own, or pass payloads when you make the client.",
      ),
    );
  const at = (isMeant: (message: Message) => boolean): string | undefined => exchanges.find(({ messages }) => messages.some(isMeant))?.operation.at;
  const [unread, json] = [at(isUnread), at((message) => message.wire === null && registryOf(message) !== null)];
  if (unread !== undefined)
    report(
      note(
        "message-registered",
        unread,
        "A schema registry's id stands before each payload, in a format that is not read: payloads are bytes.",
        "Pass payloads with your registry's client when you make this one.",
      ),
    );
  if (json !== undefined)
    report(
      note(
        "message-registered",
        json,
        "A schema registry's id stands before payloads of JSON: it is neither read nor written, and such messages count as undecodable.",
        "Give the message a content type of your own, and pass payloads with your registry's client for it.",
      ),
    );
}

const isUnread = (message: Message): boolean => message.wire !== null && languageOf(message) === null;
