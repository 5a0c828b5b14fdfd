import { allows } from "../../realtime/protocols/ably/auth/capability.js";
import { Action, type ChannelMode, modeFlags } from "../../realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage, PublishResult, WireMessage, WirePresence } from "../../realtime/protocols/ably/message/frames.js";
import { annotate } from "./annotating.js";
import { edited, isEdit } from "./edits.js";
import type { MockChannel } from "./mock-channel.js";
import type { MockConnection } from "./mock-connection.js";
import { MockError } from "./mock-error.js";
import type { ObjectMessage } from "./objects.js";
import { checkSize } from "./publishing.js";
import { notify } from "./push.js";
import { stored } from "./stored.js";

/** A frame that publishes, and by which rules. */
export interface Publication {
  readonly frame: ProtocolMessage;
  readonly msgSerial: number;
  readonly maxMessageSize: number;
}

/** What a connection publishes: messages, presence, annotations or operations on objects. Throws 40160, 40009, 40012. */
export function publishFrom(connection: MockConnection, channel: MockChannel, publication: Publication): PublishResult {
  const { frame, msgSerial, maxMessageSize } = publication;
  checkGranted(connection, channel, frame);
  if (frame.action === Action.annotation) return annotateFrom(connection, channel, frame);
  if (frame.action === Action.object) return operate(connection, channel, publication);
  checkSize(frame.messages ?? [], maxMessageSize);
  const messages = (frame.messages ?? []).map((message) => identified(connection, stored(message)));
  const presence = (frame.presence ?? []).map((member) => present(connection, stored(member))).filter((member) => !isHere(channel, connection, member));
  const repeated = messages.length > 0 && messages.every(({ id }) => id && channel.log.some((entry) => entry.messages.some((each) => each.id === id)));
  if (repeated || (frame.presence && presence.length === 0)) return { serials: messages.map(() => null) };
  const entry = channel.append({
    id: `${connection.id}:${msgSerial}`,
    connectionId: connection.id,
    messages: messages.map((message) => (isEdit(message) ? edited(channel, message, connection) : message)),
    presence,
  });
  const { app } = connection.grant;
  app.stats.count("messages.inbound.realtime", frame);
  channel.tell(entry);
  notify(app, channel, entry.messages);
  return { serials: entry.messages.map(({ version, serial }) => version?.serial ?? serial ?? null) };
}

/** Whether a member is in the set by this very message: who enters again after a resume says nothing new (RTP17g). */
function isHere({ members }: MockChannel, { id }: MockConnection, member: WirePresence): boolean {
  return !!member.id && members.get(`${id}:${member.clientId}`)?.id === member.id;
}

/** Edits are looked at one by one, where they are made. */
function checkGranted(connection: MockConnection, channel: MockChannel, frame: ProtocolMessage): void {
  const [operation, mode] = needs(frame.action);
  const attachment = channel.attached.get(connection);
  const edits = (frame.messages ?? []).some(isEdit);
  if ((!edits && !allows(connection.grant.capability, channel.name, operation)) || (attachment !== undefined && !(attachment.modes & modeFlags[mode])))
    throw new MockError(40160, `No ${operation} on ${channel.name}`, 401);
}

/** What an action needs to be granted, as operation and as mode. */
function needs(action: number): readonly [operation: string, mode: ChannelMode] {
  if (action === Action.message) return ["publish", "PUBLISH"];
  if (action === Action.presence) return ["presence", "PRESENCE"];
  return action === Action.object ? ["object-publish", "OBJECT_PUBLISH"] : ["annotation-publish", "ANNOTATION_PUBLISH"];
}

function operate({ id, clientId }: MockConnection, channel: MockChannel, { frame, msgSerial }: Publication): PublishResult {
  const given = (frame.state ?? []) as readonly ObjectMessage[]; // looked at where they are applied
  const own = clientId === null || clientId === "*" ? {} : { clientId };
  const operations = given.map((each) => ({ ...each, ...own }));
  const entry = channel.append({ id: `${id}:${msgSerial}`, connectionId: id, messages: [], presence: [], state: operations });
  channel.tell(entry);
  return { serials: entry.state.map(({ serial }) => serial ?? null) };
}

function annotateFrom({ id, clientId: own }: MockConnection, channel: MockChannel, frame: ProtocolMessage): PublishResult {
  const said = (frame.annotations ?? []).map((annotation) => ({ ...stored(annotation), clientId: annotation.clientId ?? own ?? undefined }));
  return { serials: annotate(channel, said, id) };
}

function identified({ clientId: own }: MockConnection, message: WireMessage): WireMessage {
  const { clientId } = message;
  if (clientId && own !== null && own !== "*" && clientId !== own) throw new MockError(40012, `${own} can't publish as ${clientId}`);
  return clientId || own === null || own === "*" ? message : { ...message, clientId: own };
}

function present({ clientId: own }: MockConnection, member: WirePresence): WirePresence {
  const clientId = member.clientId ?? own;
  if (!clientId || clientId === "*") throw new MockError(40012, "Presence needs a clientId", 400);
  if (own !== null && own !== "*" && clientId !== own) throw new MockError(40012, `${own} can't be present as ${clientId}`);
  return { ...member, clientId };
}
