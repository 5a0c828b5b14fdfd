export { type CounterUpdate, LiveCounter } from "../realtime/protocols/ably/objects/live-counter.js";
export { LiveMap, type MapUpdate } from "../realtime/protocols/ably/objects/live-map.js";
export type { Json, LiveValue } from "../realtime/protocols/ably/objects/object-value.js";
export type { AblyObjects } from "../realtime/protocols/ably/objects/objects.js";
export { objectsOf } from "./objects-of.js";
