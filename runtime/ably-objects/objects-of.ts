import type { Ably } from "../realtime/protocols/ably/ably.js";
import type { AblyChannel } from "../realtime/protocols/ably/channel/channel.js";
import { AblyObjects } from "../realtime/protocols/ably/objects/objects.js";

const known = /* @__PURE__ */ new WeakMap<AblyChannel, AblyObjects>();

/**
 * The shared objects of a channel (LiveObjects): the same ones each time. The channel needs the modes OBJECT_SUBSCRIBE, and OBJECT_PUBLISH to
 * change them: `objectsOf(ably, ably.channels.get("room", { modes: ["OBJECT_SUBSCRIBE", "OBJECT_PUBLISH"] }))`.
 */
export function objectsOf(ably: Ably, channel: AblyChannel): AblyObjects {
  const objects = known.get(channel) ?? new AblyObjects(ably, channel);
  known.set(channel, objects);
  return objects;
}
