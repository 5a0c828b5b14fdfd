import { allows } from "../../realtime/protocols/ably/auth/capability.js";
import type { WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { Grant } from "./mock-app.js";
import type { MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";

/** Actions of a message that change another one. */
export const isEdit = ({ action }: WireMessage): boolean => action === 1 || action === 2 || action === 5;

/**
 * An update, delete or append as it goes out: the message keeps its serial and gets a version of its own. Throws 93002 where the channel's
 * messages can't be changed, 40160 without the capability, 40400 for a message that isn't there.
 */
export function edited(
  channel: MockChannel,
  message: WireMessage,
  { grant, clientId }: { readonly grant: Grant; readonly clientId: string | null },
): WireMessage {
  if (!grant.app.isMutable(channel.name)) throw new MockError(93002, "Message updates are not enabled for this channel");
  const original = channel.latest(message.serial ?? "");
  if (original === null) throw new MockError(40400, "No such message", 404);
  const kind = message.action === 2 ? "message-delete" : "message-update";
  const own = original.clientId !== undefined && original.clientId !== null && original.clientId === clientId;
  const may = allows(grant.capability, channel.name, `${kind}-any`) || (own && allows(grant.capability, channel.name, `${kind}-own`));
  if (!may) throw new MockError(40160, `No ${kind} on ${channel.name}`, 401);
  const timestamp = Math.max(channel.now(), (original.timestamp ?? 0) + 1);
  const author = message.version?.clientId ?? (clientId === "*" ? null : clientId);
  const version = { ...message.version, serial: `${channel.nextSerial()}:000`, timestamp, ...(author !== null && { clientId: author }) };
  const { serial, action, data, encoding, name, extras } = message;
  return {
    ...original,
    name: name ?? original.name,
    extras: extras ?? original.extras,
    ...(data === undefined || data === null ? { data: action === 5 ? undefined : original.data, encoding: original.encoding } : { data, encoding }),
    serial,
    action,
    version,
    id: undefined,
  };
}

/** The whole message after an edit: an append is added to what was there. */
export function whole(before: WireMessage | null, message: WireMessage): WireMessage {
  if (message.action !== 5) return message;
  const data = typeof before?.data === "string" ? `${before.data}${message.data ?? ""}` : (message.data ?? before?.data);
  return { ...message, data, action: 1 };
}
