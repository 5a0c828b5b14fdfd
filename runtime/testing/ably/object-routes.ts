import { randomText } from "../../realtime/protocols/ably/message/bytes.js";
import type { Format } from "../../realtime/protocols/ably/message/codec.js";
import { type Answer, type Asked, channelOf, type Route } from "./asked.js";
import type { LiveObjects } from "./live-objects.js";
import type { MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { ObjectAction, type ObjectChange, type ObjectData, type ObjectOperation, outgoingData } from "./objects.js";

/** Objects over REST: reading them, and operations on them by id or by path. */
export const objectRoutes: readonly Route[] = [
  ["GET", /^\/channels\/([^/]+)\/objects?$/, (asked, name) => read(asked, name)],
  ["GET", /^\/channels\/([^/]+)\/objects?\/([^/]+)$/, read],
  ["POST", /^\/channels\/([^/]+)\/objects?$/, operate],
];

interface RestOperation extends ObjectChange {
  readonly id?: string;
  readonly objectId?: string;
  readonly path?: string;
}

async function read(asked: Asked, name = "", objectId = "root"): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "object-subscribe");
  const { objects } = channel;
  const [found] = resolve(objects, objectId, asked.query.get("path") ?? "");
  if (found === undefined) throw new MockError(40400, "No such object", 404);
  const format: Format = asked.json ? "json" : "msgpack";
  return { value: asked.query.get("compact") === "false" ? expanded(objects, found, { format, above: [] }) : compact(objects, found, { format, above: [] }) };
}

/** Does one operation, or several. An operation whose id was there before is not done again. */
async function operate(asked: Asked, name = ""): Promise<Answer> {
  const { channel, grant } = await channelOf(asked, name, "object-publish");
  const given = [asked.body].flat() as readonly RestOperation[]; // one, or a list
  const now = asked.mock.clock.now();
  const messageId = given[0]?.id ?? `rest-${channel.log.length}-${now}`;
  const fresh = given.filter(({ id }) => id === undefined || !channel.log.some((entry) => entry.id === id));
  const clientId = grant.clientId === null || grant.clientId === "*" ? {} : { clientId: grant.clientId };
  const objectIds: string[] = [];
  for (const each of fresh) {
    const operations = operationsOf(channel, each, now);
    objectIds.push(...new Set(operations.map(({ objectId }) => objectId)));
    const state = operations.map((operation) => ({ operation, ...clientId }));
    channel.tell(channel.append({ id: each.id ?? messageId, connectionId: "", messages: [], presence: [], state }));
  }
  return { status: 201, value: { messageId, channel: channel.name, objectIds } };
}

/** Operations on the objects that are meant; an object that is created at a path is set there too. */
function operationsOf({ objects }: MockChannel, { path, objectId, id: _, ...change }: RestOperation, now: number): readonly ObjectOperation[] {
  const action = actionOf(change);
  const creates = action === ObjectAction.mapCreate || action === ObjectAction.counterCreate;
  if (!creates) {
    const wanted = action === ObjectAction.counterInc ? "counter" : action === ObjectAction.objectDelete ? null : "map";
    const ids = resolve(objects, objectId ?? "root", path ?? "").flatMap((data) => data.objectId ?? []);
    const fitting = ids.filter((id) => wanted === null || objects.get(id)?.kind === wanted);
    if (fitting.length === 0) throw new MockError(40400, `No such object: ${path ?? objectId}`, 404);
    return fitting.map((id) => ({ ...change, action, objectId: id }));
  }
  const given = change.mapCreateWithObjectId ?? change.counterCreateWithObjectId;
  const kind = action === ObjectAction.mapCreate ? "map" : "counter";
  const made = given !== undefined && objectId !== undefined ? objectId : `${kind}:${randomText(32).replaceAll(/[+/=]/g, "x")}@${now}`;
  const create = { ...change, action, objectId: made };
  if (path === undefined) return [create];
  const keys = segments(path);
  const key = keys.pop() ?? "";
  const parents = walk(objects, [{ objectId: given === undefined ? (objectId ?? "root") : "root" }], keys);
  const sets = parents.flatMap(({ objectId: parent }) =>
    parent === undefined ? [] : [{ action: ObjectAction.mapSet, objectId: parent, mapSet: { key, value: { objectId: made } } }],
  );
  if (sets.length === 0) throw new MockError(40400, `No such object: ${path}`, 404);
  return [create, ...sets];
}

function actionOf(change: ObjectChange): number {
  if (change.mapCreate ?? change.mapCreateWithObjectId) return ObjectAction.mapCreate;
  if (change.counterCreate ?? change.counterCreateWithObjectId) return ObjectAction.counterCreate;
  const name = (["mapSet", "mapRemove", "mapClear", "counterInc", "objectDelete"] as const).find((each) => change[each] !== undefined);
  if (name === undefined) throw new MockError(40000, "No operation that there is");
  return ObjectAction[name];
}

/** Keys of a path; a dot that is part of a key has a backslash before it. */
const segments = (path: string): string[] => (path === "" ? [] : path.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", ".")));

function resolve(objects: LiveObjects, objectId: string, path: string): readonly ObjectData[] {
  if (objects.get(objectId) === null) return [];
  return walk(objects, [{ objectId }], segments(path));
}

/** What the keys lead to; `*` leads to everything in a map. */
function walk(objects: LiveObjects, from: readonly ObjectData[], keys: readonly string[]): readonly ObjectData[] {
  return keys.reduce<readonly ObjectData[]>(
    (reached, key) =>
      reached.flatMap(({ objectId }) => {
        const map = objectId === undefined ? null : objects.get(objectId);
        if (map?.kind !== "map") return [];
        return (key === "*" ? [...map.entries.keys()] : [key]).flatMap((each) => objects.data(map, each) ?? []);
      }),
    from,
  );
}

interface Printing {
  readonly format: Format;
  /** The objects that this one stands in: a circle ends with an id. */
  readonly above: readonly string[];
}

function compact(objects: LiveObjects, data: ObjectData, { format, above }: Printing): unknown {
  const { objectId } = data;
  if (objectId === undefined) {
    const { bytes, json, boolean, number, string } = outgoingData(data, format);
    return bytes ?? json ?? boolean ?? number ?? string;
  }
  const live = objects.get(objectId);
  if (live?.kind === "counter") return live.count;
  if (live === null || above.includes(objectId)) return { objectId };
  return children(objects, objectId, (each) => compact(objects, each, { format, above: [...above, objectId] }));
}

function expanded(objects: LiveObjects, data: ObjectData, { format, above }: Printing): unknown {
  const { objectId } = data;
  if (objectId === undefined) return outgoingData(data, format);
  const live = objects.get(objectId);
  if (live?.kind === "counter") return { objectId, counter: { data: { number: live.count } } };
  if (live === null || above.includes(objectId)) return { objectId };
  const entries = children(objects, objectId, (each) => ({ data: expanded(objects, each, { format, above: [...above, objectId] }) }));
  return { objectId, map: { semantics: "LWW", entries } };
}

function children(objects: LiveObjects, objectId: string, print: (data: ObjectData) => unknown): Readonly<Record<string, unknown>> {
  const map = objects.get(objectId);
  if (map?.kind !== "map") return {};
  return Object.fromEntries(
    [...map.entries.keys()].flatMap((key) => {
      const data = objects.data(map, key);
      return data === null ? [] : [[key, print(data)]];
    }),
  );
}
