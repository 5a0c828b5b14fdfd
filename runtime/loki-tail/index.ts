export type { LogEntry, TailFrame } from "../realtime/protocols/loki-tail/frames.js";
export { lokiTailFraming } from "../realtime/protocols/loki-tail/loki-tail-framing.js";
export type { LokiTailSettings } from "../realtime/protocols/loki-tail/settings.js";
