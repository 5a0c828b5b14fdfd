import { InputError } from "../../../core/errors.js";
import type { Framing } from "../../framing.js";
import { TailSession } from "./session.js";
import type { LokiTailSettings } from "./settings.js";

/** Grafana Loki's tail: the entries that a query finds, as they come, resumed by timestamp. Nothing can be published. */
export function lokiTailFraming(settings: LokiTailSettings = {}): Framing {
  return {
    name: "loki-tail",
    sockets: "per-channel",
    delivery: "at-most-once",
    takesCredential: false,
    session: (route, host) => {
      if (route === null) throw new InputError("A tail needs a channel");
      return new TailSession(settings, route, host);
    },
  };
}
