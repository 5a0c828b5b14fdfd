import type { ChannelEvent, ChannelNow, ChannelState } from "../../../../../../runtime/realtime/protocols/ably/channel/channel-machine.js";
import { broken, refused } from "../rules.js";

/** The rules that the channel machine's tests go by. */
export const channelRules: ChannelNow = { now: 1_000_000, connected: true, requestTimeout: 10_000, channelRetry: 15_000, random: () => 0 };

/** Every kind of state. */
export const channelStates: Readonly<Record<string, ChannelState>> = {
  initialized: { name: "initialized" },
  attaching: { name: "attaching", deadline: 1_000_000, attempt: 0, after: null, reason: null },
  "attaching, then detach": { name: "attaching", deadline: 1_000_000, attempt: 0, after: "detach", reason: null },
  attached: { name: "attached" },
  detaching: { name: "detaching", deadline: 1_000_000, after: null },
  "detaching, then attach": { name: "detaching", deadline: 1_000_000, after: "attach" },
  detached: { name: "detached", reason: null },
  suspended: { name: "suspended", until: 1_000_000, attempt: 2, reason: broken },
  failed: { name: "failed", reason: refused },
};

/** Every kind of event. */
export const channelEvents: Readonly<Record<string, ChannelEvent>> = {
  attach: { type: "attach" },
  detach: { type: "detach" },
  reoptioned: { type: "reoptioned" },
  lostDelta: { type: "lostDelta", error: broken },
  "ATTACHED, resumed": { type: "attached", resumed: true, error: null },
  ATTACHED: { type: "attached", resumed: false, error: null },
  DETACHED: { type: "detached", error: broken },
  ERROR: { type: "error", error: refused },
  online: { type: "online" },
  offline: { type: "offline" },
  suspend: { type: "suspend", error: broken },
  fail: { type: "fail", error: refused },
  close: { type: "close" },
  reset: { type: "reset" },
  tick: { type: "tick" },
};
