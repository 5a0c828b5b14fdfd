import type { WireAnnotation, WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import { annotate } from "./annotating.js";
import { type Answer, type Asked, channelOf, granted, page, type Route } from "./asked.js";
import { edited } from "./edits.js";
import { MockError } from "./mock-error.js";
import { publisherOf } from "./publishing.js";
import { outgoing, stored } from "./stored.js";
import { summaryOf } from "./summaries.js";

const path = (tail: string): RegExp => new RegExp(`^/channels/([^/]+)/messages/([^/]+)${tail}$`);

/** One message: as it is, its versions, changes to it, what is said about it. */
export const messageRoutes: readonly Route[] = [
  ["GET", path(""), message],
  ["PATCH", path(""), change],
  ["GET", path("/versions"), versions],
  ["GET", path("/annotations"), annotations],
  ["POST", path("/annotations"), annotateOver],
  ["GET", path("/client-summary"), clientSummary],
];

async function message(asked: Asked, name = "", serial = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "history");
  const found = channel.latest(serial);
  if (found === null) throw new MockError(40400, "No such message", 404);
  return { value: outgoing(found, asked.json ? "json" : "msgpack") };
}

async function change(asked: Asked, name = "", serial = ""): Promise<Answer> {
  const grant = await granted(asked);
  const channel = grant.app.channel(name);
  const given = asked.body as WireMessage; // read leniently
  const clientId = publisherOf(grant, asked.request.headers["x-ably-clientid"]);
  const whole = edited(channel, { ...stored(given), serial, action: given.action ?? 1 }, { grant, clientId });
  const entry = channel.append({ id: `rest-edit-${channel.nextSerial()}`, connectionId: "", messages: [whole], presence: [] });
  channel.tell(entry);
  const versionSerial = entry.messages[0]?.version?.serial ?? null;
  return { value: { channel: name, versionSerial } };
}

async function versions(asked: Asked, name = "", serial = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "history");
  const all = channel.versions(serial).map((each) => outgoing(each, asked.json ? "json" : "msgpack"));
  if (all.length === 0) throw new MockError(40400, "No such message", 404);
  return page(asked, asked.query.get("direction") === "backwards" ? all.reverse() : all, { last: "versions" });
}

async function annotations(asked: Asked, name = "", serial = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "history");
  return page(
    asked,
    channel.annotations(serial).map((each) => outgoing(each, asked.json ? "json" : "msgpack")),
    { last: "annotations" },
  );
}

async function annotateOver(asked: Asked, name = "", serial = ""): Promise<Answer> {
  const { channel, grant } = await channelOf(asked, name, "annotation-publish");
  const own = publisherOf(grant, asked.request.headers["x-ably-clientid"]) ?? undefined;
  const said = ([asked.body].flat() as WireAnnotation[]).map((each) => ({ ...stored(each), messageSerial: serial, clientId: each.clientId ?? own }));
  return { status: 201, value: { channel: name, serials: annotate(channel, said, "") } };
}

async function clientSummary(asked: Asked, name = "", serial = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "history");
  const who = asked.query.get("forClientId");
  return { value: summaryOf(channel.annotations(serial).filter(({ clientId }) => clientId === who)) };
}
