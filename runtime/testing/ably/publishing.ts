import { Action } from "../../realtime/protocols/ably/message/actions.js";
import { fromBase64, fromUtf8 } from "../../realtime/protocols/ably/message/bytes.js";
import type { WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { Asked } from "./asked.js";
import type { Grant } from "./mock-app.js";
import type { MockChannel } from "./mock-channel.js";
import type { MockConnection } from "./mock-connection.js";
import { MockError } from "./mock-error.js";
import { notify } from "./push.js";
import { stored } from "./stored.js";

/** What REST answers to a publish. */
export interface Published {
  readonly channel: string;
  readonly messageId: string;
  readonly serials: readonly (string | null)[];
}

/** Publishes over REST, as whoever asks. Messages whose ids were published before are not said again. Throws 40012 for another's clientId, 40009. */
export function publishTo(channel: MockChannel, given: readonly WireMessage[], { asked, grant }: { readonly asked: Asked; readonly grant: Grant }): Published {
  checkSize(given, asked.mock.maxMessageSize);
  const clientId = publisherOf(grant, asked.request.headers["x-ably-clientid"]);
  const behalf = onBehalf(asked, given);
  const messages = given.map((message) => ({ ...identified(stored(message), clientId ?? behalf?.clientId ?? null), connectionKey: undefined }));
  const id = `rest-${channel.log.length}-${asked.mock.clock.now()}`;
  const repeated = messages.every((message) => message.id && channel.log.some((entry) => entry.messages.some((each) => each.id === message.id)));
  const messageId = `${id}:0`;
  if (repeated) return { channel: channel.name, messageId, serials: messages.map(() => null) };
  const entry = channel.append({ id, connectionId: behalf?.id ?? "", messages, presence: [] });
  grant.app.stats.count("messages.inbound.rest", { action: Action.message, messages });
  channel.tell(entry);
  notify(grant.app, channel, entry.messages);
  return { channel: channel.name, messageId, serials: entry.messages.map(({ serial }) => serial ?? null) };
}

/** Throws 40009 for messages that are larger, together, than one publish may be. */
export function checkSize(messages: readonly WireMessage[], limit: number): void {
  const size = messages.reduce((sum, message) => sum + sizeOf(message), 0);
  if (size > limit) throw new MockError(40009, `Maximum message length exceeded: ${size} of ${limit} bytes`);
}

function sizeOf({ name, clientId, data, extras }: WireMessage): number {
  const payload = data instanceof Uint8Array ? data.byteLength : typeof data === "string" ? data.length : data == null ? 0 : JSON.stringify(data).length;
  return (name?.length ?? 0) + (clientId?.length ?? 0) + (extras ? JSON.stringify(extras).length : 0) + payload;
}

/** Who publishes: the token's client, or for keys the one in `X-Ably-ClientId`. */
export function publisherOf({ clientId, expires }: Grant, header: string | undefined): string | null {
  if (clientId !== null && clientId !== "*") return clientId;
  return header !== undefined && (expires === null || clientId === "*") ? fromUtf8(fromBase64(header)) : null;
}

function identified(message: WireMessage, clientId: string | null): WireMessage {
  if (clientId === null) return message;
  if (message.clientId && message.clientId !== clientId) throw new MockError(40012, `${clientId} can't publish as ${message.clientId}`);
  return { ...message, clientId };
}

/** The connection whose key stands in a message: REST publishes for it. Throws 40006 for a key of none. */
function onBehalf({ mock }: Asked, messages: readonly WireMessage[]): MockConnection | null {
  const key = messages.find(({ connectionKey }) => connectionKey)?.connectionKey;
  if (!key) return null;
  const found = mock.connections().find((connection) => connection.key.split("!")[0] === key.split("!")[0]);
  if (found === undefined) throw new MockError(40006, "Invalid connection id");
  return found;
}
