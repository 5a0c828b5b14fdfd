import type { Channel, ChannelOperation, Message } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { extensionsOf } from "../schema/extensions.js";
import type { JsonObject } from "../schema/json.js";
import type { Place } from "../schema/scope.js";
import { lowerBindings } from "./binding.js";
import { serversOf } from "./channel.js";
import { framingOf } from "./framing.js";
import { layerDocs } from "./layer-docs.js";
import { lowerMessage, type MessagePlace, messagesAt } from "./message.js";
import { lowerParams } from "./parameter.js";
import type { Reading } from "./reading.js";
import { lowerSecurity } from "./security.js";
import { tagNames } from "./tag-names.js";
import { layersOf, pick, pickText } from "./traits.js";

/** 2.x speaks of what others do: its `publish` is what the application receives, its `subscribe` what it sends. */
const actions = [
  ["publish", "receive"],
  ["subscribe", "send"],
] as const;

/** The channels of a 2.x document, each with its one or two operations. */
export function lowerChannelItems(reading: Reading, channels: JsonObject): readonly Channel[] {
  const { scope, at } = reading.place;
  return entriesOf(scope, channels, `${at}/channels`).flatMap((entry) => {
    if (entry.key.startsWith("x-")) return [];
    const place = deref(entry.scope, entry.node, entry.at);
    return place === null ? [] : [lowerChannelItem(reading, place, entry)];
  });
}

function lowerChannelItem(reading: Reading, place: Place, entry: { readonly key: string; readonly at: string }): Channel {
  const { node, scope } = place;
  const found = actions.flatMap(([word, action]) => {
    const written = node[word];
    const operation = written === undefined || written === null ? null : deref(scope, written, `${place.at}/${word}`);
    return operation === null ? [] : [readOperation(reading, { place: operation, action, at: `${entry.at}/${word}` })];
  });
  const ids = keysOf(
    found.flatMap(({ messages }) => messages),
    entry.key,
  );
  return {
    id: entry.key,
    address: entry.key,
    docs: docsOf(node),
    title: null,
    tags: tagNames([place]),
    params: lowerParams(place, entry.key),
    messages: messagesOf(reading, ids),
    operations: found.map(({ operation, messages }) => ({
      ...operation,
      messages: [...new Set(messages.map((each) => ids.get(each.place.at)?.id ?? ""))].sort(),
    })),
    servers: serversOf(reading, place),
    bindings: lowerBindings([place], "channel"),
    framing: framingOf(place),
    extensions: extensionsOf(node),
    at: entry.at,
  };
}

interface Found {
  readonly operation: ChannelOperation;
  readonly messages: readonly MessagePlace[];
}

function readOperation(reading: Reading, given: { readonly place: Place; readonly action: "send" | "receive"; readonly at: string }): Found {
  const { place, action, at } = given;
  const layers = layersOf(place, true);
  const message = pick(layers, "message");
  const security = pick(layers, "security");
  const operation: ChannelOperation = {
    id: pickText(layers, "operationId"),
    action,
    docs: layerDocs(layers),
    title: null,
    tags: tagNames(layers),
    messages: [],
    reply: null,
    auth: security === null ? null : lowerSecurity(security.place, reading.auth, true),
    bindings: lowerBindings(layers, "operation"),
    extensions: extensionsOf(place.node),
    at,
  };
  return { operation, messages: message === null ? [] : messagesAt(message.place.scope, message.value, message.at) };
}

interface Keyed {
  readonly id: string;
  readonly message: MessagePlace;
}

/** A key for every message of a channel, by its place: its own id or name, the component's, else the channel's last word. */
function keysOf(messages: readonly MessagePlace[], channel: string): ReadonlyMap<string, Keyed> {
  const keys = new Map<string, Keyed>();
  const taken = new Set<string>();
  for (const message of messages) {
    const { place, key } = message;
    if (keys.has(place.at)) continue;
    const said = [place.node["messageId"], key, place.node["name"], place.node["title"]].find((each) => typeof each === "string" && each !== "");
    const stem = typeof said === "string" ? said : (channel.split(/[/.:]/).findLast((part) => part !== "" && !part.includes("{")) ?? "message");
    let id = stem;
    for (let count = 2; taken.has(id); count++) id = `${stem}${count}`;
    taken.add(id);
    keys.set(place.at, { id, message });
  }
  return keys;
}

function messagesOf(reading: Reading, keys: ReadonlyMap<string, Keyed>): readonly Message[] {
  return [...keys.values()].map(({ id, message }) => lowerMessage(reading, message, id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}
