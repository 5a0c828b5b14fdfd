import { InputError } from "../../../core/errors.js";
import type { Framing } from "../../framing.js";
import { PlainSession } from "./plain-session.js";
import type { JsonFramingSettings } from "./settings.js";

/** Each frame one payload, each channel a socket of its own: what a document means that says nothing of frames. */
export function plainFraming(settings: JsonFramingSettings = {}): Framing {
  if (settings.send ?? settings.receive ?? settings.sockets === "shared")
    throw new InputError("Channels can't share a socket whose frames don't name their channel", { remedy: "Describe the envelope in x-clientwright-framing." });
  return {
    name: "json",
    sockets: "per-channel",
    takesCredential: false,
    delivery: "at-most-once",
    session: (route, host) => {
      if (!route) throw new InputError("A socket of its own needs a channel");
      return new PlainSession(settings, route, host);
    },
  };
}
