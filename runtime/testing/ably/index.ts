export type { MockEvent } from "./events.js";
export type { Fault, FaultAction, FaultMatch } from "./fault.js";
export { type JwtClaims, signJwt } from "./jwt.js";
export { memoryFetch, memoryTransport } from "./memory-transport.js";
export { MockAbly } from "./mock-ably.js";
export type { MockAblyOptions } from "./options.js";
export { type AblyServer, serveAbly } from "./serve-ably.js";
