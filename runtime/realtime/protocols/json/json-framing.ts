import type { Framing } from "../../framing.js";
import { uses } from "../../template.js";
import { EnvelopeSession } from "./envelope-session.js";
import { plainFraming } from "./plain-framing.js";
import type { JsonFramingSettings } from "./settings.js";

/**
 * JSON over sockets: each frame one payload, or an envelope that the settings describe. The default framing of every document.
 */
export function jsonFraming(settings: JsonFramingSettings = {}): Framing {
  const { send, receive, sockets = "shared" } = settings;
  if (!send && !receive) return plainFraming(settings);
  return {
    name: "json",
    sockets,
    takesCredential: uses(send?.hello, "credential"),
    delivery: receive?.ack ? "at-least-once" : "at-most-once",
    session: (route, host) => new EnvelopeSession(settings, route, host),
  };
}
