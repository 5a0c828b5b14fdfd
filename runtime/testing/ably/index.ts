export type { Fault, FaultAction, FaultMatch, MockEvent } from "./faults.js";
export { type JwtClaims, signJwt } from "./jwt.js";
export { memoryFetch, memoryTransport } from "./memory-transport.js";
export { MockAbly, type MockAblyOptions } from "./mock-ably.js";
export { type AblyServer, serveAbly } from "./serve-ably.js";
