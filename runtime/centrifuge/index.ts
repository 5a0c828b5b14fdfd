export { centrifugeFraming } from "../realtime/protocols/centrifuge/centrifuge-framing.js";
export type { CentrifugeProblem } from "../realtime/protocols/centrifuge/frames.js";
export type { CentrifugeSettings, ChannelTokenReason } from "../realtime/protocols/centrifuge/settings.js";
