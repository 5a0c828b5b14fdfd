import type { MsgHdrs } from "@nats-io/transport-node";
import type { OutgoingMessage } from "../../realtime/message.js";
import { textHeaders } from "../bindings.js";
import type { Received } from "../received.js";

const contentType = "content-type";
const correlation = "correlation-id";

/** The message's headers, with what NATS has no field for. */
export function writeHeaders(into: MsgHdrs, message: OutgoingMessage): MsgHdrs {
  for (const [name, value] of Object.entries(textHeaders(message.headers))) into.set(name, value);
  into.set(contentType, message.contentType);
  if (message.correlationId !== null) into.set(correlation, message.correlationId);
  return into;
}

/** What the headers of a message tell. */
export function readHeaders(from: MsgHdrs | undefined): Pick<Received, "headers" | "contentType" | "correlationId"> {
  const headers: Record<string, string> = Object.create(null);
  const told: Record<string, string> = Object.create(null);
  for (const name of from?.keys() ?? []) {
    const lower = name.toLowerCase();
    const into = lower === contentType || lower === correlation ? told : headers;
    into[into === told ? lower : name] = from?.get(name) ?? "";
  }
  return { headers: { ...headers }, contentType: told[contentType] ?? null, correlationId: told[correlation] ?? null };
}
