import { randomText } from "../../realtime/protocols/ably/message/bytes.js";
import type { Answer, Asked, Route } from "./asked.js";
import { MockError } from "./mock-error.js";
import { pusher } from "./push.js";
import type { PushBroadcast, PushTelling } from "./push-devices.js";

/** Broadcast channels of Apple's push service, for live activities (RSH1d, RSH1e): nothing leaves the mock, which keeps what they were told. */
export const broadcastRoutes: readonly Route[] = [
  ["POST", /^\/push\/apnsBroadcastChannels$/, create],
  ["POST", /^\/push\/apnsBroadcastChannels\/([^/]+)\/(start|broadcast|end)$/, tell],
];

/** Makes a broadcast channel. Throws 40000 for a storage policy that there isn't. */
async function create(asked: Asked): Promise<Answer> {
  const { app } = await pusher(asked);
  const { messageStoragePolicy } = (asked.body ?? {}) as Partial<PushBroadcast>;
  if (messageStoragePolicy !== 0 && messageStoragePolicy !== 1) throw new MockError(40000, "messageStoragePolicy is 0 or 1");
  const made: PushBroadcast = { id: randomText(9).replaceAll(/[+/=]/g, "x"), apnsChannelId: randomText(12), messageStoragePolicy, told: [] };
  app.devices.broadcasts.set(made.id, made);
  return { status: 201, value: { id: made.id, apnsChannelId: made.apnsChannelId } };
}

/** Starts, updates or ends an activity. Throws 40000 for one that starts for nobody, or for channels and a device. */
async function tell(asked: Asked, id = "", event = ""): Promise<Answer> {
  const { app } = await pusher(asked);
  const broadcast = app.devices.broadcasts.get(id);
  if (broadcast === undefined) throw new MockError(40400, `No such broadcast channel: ${id}`, 404);
  const given = (asked.body ?? {}) as Omit<PushTelling, "event">;
  if (given.apns === undefined) throw new MockError(40000, "An apns payload is needed");
  if (event === "start" && (given.channels === undefined || given.channels.length === 0) === (given.deviceId === undefined))
    throw new MockError(40000, "Either channels or a deviceId is needed");
  broadcast.told.push({ event: event as PushTelling["event"], ...given }); // the path has one of the three
  return { value: {} };
}
