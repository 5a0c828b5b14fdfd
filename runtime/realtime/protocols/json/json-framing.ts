import { InputError } from "../../../core/errors.js";
import type { Framing } from "../../framing.js";
import { uses } from "../../template.js";
import { EnvelopeSession } from "./envelope-session.js";
import { PlainSession } from "./plain-session.js";
import type { JsonFramingSettings } from "./settings.js";

/**
 * JSON over sockets: each frame one payload, or an envelope that the settings describe. The default framing of every document.
 */
export function jsonFraming(settings: JsonFramingSettings = {}): Framing {
  const enveloped = settings.send !== undefined || settings.receive !== undefined;
  const sockets = settings.sockets ?? (enveloped ? "shared" : "per-channel");
  if (!enveloped && sockets === "shared")
    throw new InputError("Channels can't share a socket whose frames don't name their channel", { remedy: "Describe the envelope in x-clientwright-framing." });
  return {
    name: "json",
    sockets,
    takesCredential: uses(settings.send?.hello, "credential"),
    delivery: settings.receive?.ack === undefined ? "at-most-once" : "at-least-once",
    session: (route, host) => {
      if (enveloped) return new EnvelopeSession(settings, route, host);
      if (route === null) throw new InputError("A socket of its own needs a channel");
      return new PlainSession(settings, route, host);
    },
  };
}
