import { ObjectPath } from "../realtime/protocols/ably/objects/object-path.js";
import type { AblyObjects } from "../realtime/protocols/ably/objects/objects.js";

/** The place of a channel's root map, once all objects are there: `(await pathOf(objectsOf(ably, channel))).at("till.count").increment()`. */
export async function pathOf(objects: AblyObjects): Promise<ObjectPath> {
  await objects.get();
  return new ObjectPath(objects);
}
