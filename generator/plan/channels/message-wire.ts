import { note, type Report } from "../../diagnostics.js";
import type { Message } from "../../ir/index.js";
import type { Exchange } from "./channel-exchanges.js";

/** Whether a schema registry's id stands before the payload: only its client knows which schema and number that is. */
export const isRegistered = ({ bindings }: Message): boolean =>
  bindings.some(({ protocol, fields }) => protocol === "kafka" && fields.some(({ name, value }) => name === "schemaIdLocation" && value === "payload"));

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
  const registered = exchanges.find(({ messages }) => messages.some((message) => message.wire !== null && isRegistered(message)));
  if (registered !== undefined)
    report(
      note(
        "message-registered",
        registered.operation.at,
        "A schema registry's id stands before each payload: payloads are bytes.",
        "Pass payloads with your registry's client when you make this one.",
      ),
    );
}
