import type { Channel, Message } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { extensionsOf } from "../schema/extensions.js";
import { isObject, type JsonObject, listAt, objectAt, textAt } from "../schema/json.js";
import type { Place } from "../schema/scope.js";
import { lowerBindings } from "./binding.js";
import { framingOf } from "./framing.js";
import { lowerMessage } from "./message.js";
import { lowerParams } from "./parameter.js";
import type { Reading } from "./reading.js";
import { tagNames } from "./tag-names.js";

/** A channel with the places that references to it and to its messages may lead to. */
export interface DraftChannel {
  readonly channel: Omit<Channel, "operations">;
  readonly place: Place;
  /** Place of a message, where it is used or where it stands -> its id. */
  readonly messageIds: ReadonlyMap<string, string>;
}

/** The channels of a 3.x document, in document order. */
export function lowerChannels(reading: Reading, channels: JsonObject): readonly DraftChannel[] {
  const { scope, at } = reading.place;
  return entriesOf(scope, channels, `${at}/channels`).flatMap((entry) => {
    if (entry.key.startsWith("x-")) return [];
    const place = deref(entry.scope, entry.node, entry.at);
    return place === null ? [] : [lowerChannel(reading, place, entry)];
  });
}

function lowerChannel(reading: Reading, place: Place, entry: { readonly key: string; readonly at: string }): DraftChannel {
  const { node, scope } = place;
  const address = textAt(node, "address");
  const messageIds = new Map<string, string>();
  const messages: Message[] = [];
  for (const each of entriesOf(scope, objectAt(node, "messages") ?? {}, `${place.at}/messages`)) {
    const message = each.key.startsWith("x-") ? null : deref(each.scope, each.node, each.at);
    if (message === null) continue;
    messages.push(lowerMessage(reading, { place: message, key: each.key, at: each.at }, each.key));
    messageIds.set(message.at, each.key).set(each.at, each.key);
  }
  const channel = {
    id: entry.key,
    address,
    docs: docsOf(node),
    title: textAt(node, "title"),
    tags: tagNames([place]),
    params: lowerParams(place, address),
    messages: messages.sort((a, b) => (a.id < b.id ? -1 : 1)),
    servers: serversOf(reading, place),
    bindings: lowerBindings([place], "channel"),
    framing: framingOf(place),
    extensions: extensionsOf(node),
    at: entry.at,
  };
  return { channel, place, messageIds };
}

/** Keys of the servers: 3.x refers to them, 2.x names them. */
export function serversOf(reading: Reading, { scope, node }: Place): readonly string[] {
  const known = objectAt(reading.place.node, "servers") ?? {};
  return listAt(node, "servers").flatMap((each) => {
    const ref = isObject(each) && typeof each["$ref"] === "string" ? each["$ref"] : null;
    const key = ref === null ? each : (scope.lowering.refs.step(ref, scope.base)?.pointer.split("/").at(-1) ?? null);
    return typeof key === "string" && Object.hasOwn(known, key) ? [key] : [];
  });
}
