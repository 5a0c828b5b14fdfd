import type { PushPlatform } from "../realtime/protocols/ably/push/push-device.js";
import { PushTarget } from "../realtime/protocols/ably/push/push-target.js";
import type { AblyRest } from "../realtime/protocols/ably/rest/rest.js";

/**
 * Makes this device a target of notifications, with the credentials of a REST client (`restOf(ably)` for one with a connection): `activate()`
 * registers it, `subscribeDevice(channel)` subscribes it. The platform says where it keeps who it is, and gives the address of its push service.
 */
export function createPushTarget(rest: AblyRest, platform: PushPlatform): PushTarget {
  return new PushTarget(platform, rest);
}
