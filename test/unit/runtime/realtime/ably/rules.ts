import { ablyError } from "../../../../../runtime/realtime/protocols/ably/ably-error.js";
import type { Now } from "../../../../../runtime/realtime/protocols/ably/connection/connection-machine.js";
import type { ConnectionEvent, ConnectionState, Life } from "../../../../../runtime/realtime/protocols/ably/connection/connection-state.js";

/** The rules that the machine's tests go by: two fallbacks, no chance, the times of Ably's specification. */
export const rules: Now = {
  now: 1_000_000,
  host: "main",
  fallbacks: ["b", "c"],
  renewable: true,
  random: () => 0,
  requestTimeout: 10_000,
  disconnectedRetry: 15_000,
  suspendedRetry: 30_000,
  stateTtl: 120_000,
};

export const life: Life = { session: { id: "id", key: "key" }, ttl: 120_000, attempt: 0, lostAt: 1_000_000, expired: false, hurriedAt: 990_000, token: "good" };
export const broken = ablyError(80003, "broken");
export const expired = ablyError(40142, "expired", { statusCode: 401 });
export const refused = ablyError(40101, "refused", { statusCode: 401 });

/** Every kind of state, in every stage. */
export const states: Readonly<Record<string, ConnectionState>> = {
  initialized: { name: "initialized" },
  "connecting, authorizing": { name: "connecting", life, stage: { at: "authorizing", renew: false } },
  "connecting, dialling": { name: "connecting", life, stage: { at: "dialling", host: "main", rest: ["b", "c"], deadline: 1_000_000, fallback: false } },
  "connecting, last fallback": { name: "connecting", life, stage: { at: "dialling", host: "c", rest: [], deadline: 1_000_000, fallback: true } },
  "connecting, checking": { name: "connecting", life, stage: { at: "checking", rest: ["b"], error: broken } },
  connected: { name: "connected", life, host: "main", reason: null },
  disconnected: { name: "disconnected", life, until: 1_000_000, retryIn: 0, reason: broken },
  suspended: { name: "suspended", life: { ...life, expired: true }, until: 1_000_000, retryIn: 0, reason: broken },
  closing: { name: "closing", deadline: 1_000_000 },
  closed: { name: "closed", reason: null },
  failed: { name: "failed", reason: refused },
};

/** Every kind of event. */
export const events: Readonly<Record<string, ConnectionEvent>> = {
  connect: { type: "connect" },
  close: { type: "close" },
  authorized: { type: "authorized", fresh: false },
  "authorized anew": { type: "authorized", fresh: true },
  unauthorized: { type: "unauthorized", error: ablyError(80019, "no token") },
  forbidden: { type: "unauthorized", error: ablyError(80019, "no token", { statusCode: 403 }) },
  "CONNECTED, same id": { type: "connected", session: { id: "id", key: "key2" }, ttl: 60_000, error: null },
  "CONNECTED, other id": { type: "connected", session: { id: "id2", key: "key2" }, ttl: null, error: broken },
  DISCONNECTED: { type: "disconnected", error: null },
  "DISCONNECTED, token": { type: "disconnected", error: expired },
  ERROR: { type: "error", error: refused },
  "ERROR, token": { type: "error", error: expired },
  CLOSED: { type: "closed" },
  dropped: { type: "dropped", error: null },
  quiet: { type: "quiet" },
  "internet up": { type: "internet", up: true },
  "internet down": { type: "internet", up: false },
  offline: { type: "offline" },
  online: { type: "online" },
  tick: { type: "tick" },
};
