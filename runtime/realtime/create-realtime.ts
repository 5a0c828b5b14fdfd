import { composeRealtime } from "./compose-realtime.js";
import { namer } from "./namer.js";
import { jsonFraming } from "./protocols/json/json-framing.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { RealtimeDefinition } from "./realtime-definition.js";
import type { RealtimeOptions } from "./realtime-options.js";
import type { RealtimeParts } from "./realtime-parts.js";

/**
 * A client for an API's channels, for documents of every kind. Nothing is connected before something needs it. `brought` is what the
 * document names beyond JSON frames: framings, protocols, event streams.
 * @throws InputError when a server or a variable is missing. What is needed to carry messages (a framing, a broker's bus) and missing is told on first use.
 */
export const createRealtime = (api: RealtimeDefinition, options?: RealtimeOptions, brought: RealtimeParts = {}): RealtimeClient =>
  composeRealtime(api, options, { naming: namer, ...brought, framings: { json: jsonFraming, ...brought.framings } });
