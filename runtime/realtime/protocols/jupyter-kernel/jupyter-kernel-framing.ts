import { InputError } from "../../../core/errors.js";
import type { Framing } from "../../framing.js";
import { KernelSession } from "./session.js";
import type { JupyterKernelSettings } from "./settings.js";

/** Jupyter's kernel messages over Jupyter Server's WebSocket, in both of its dialects: `ask` waits for the reply, a subscription hears everything. */
export function jupyterKernelFraming(settings: JupyterKernelSettings = {}): Framing {
  return {
    name: "jupyter-kernel",
    sockets: "per-channel",
    delivery: "at-most-once",
    asks: true,
    takesCredential: false,
    session: (route, host) => {
      if (route === null) throw new InputError("A kernel's socket needs a channel");
      return new KernelSession(settings, route, host);
    },
  };
}
