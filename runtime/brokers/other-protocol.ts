import { InputError } from "../core/errors.js";
import type { BusSetting } from "../realtime/bus-maker.js";

/** Throws an InputError where the server's address is of another broker's protocol. Gateways with a scheme of their own (`wss`, `solace`) may speak ours. */
export function refuseOtherProtocol({ api, server, url }: BusSetting, ours: string): void {
  const [, scheme = server.protocol] = /^([^:/]+):\/\//.exec(url) ?? [];
  const [, theirs = ours] = /^(?:secure-)?(mqtt|amqp|nats|kafka|redis)(?:[35s]|-secure)?$/.exec(scheme.toLowerCase()) ?? [];
  if (theirs === ours) return;
  const name = Object.entries(api.servers).find(([, each]) => each === server)?.[0] ?? api.name;
  throw new InputError(`"${name}" is spoken to over ${theirs}, the bus over ${ours}`, {
    remedy: `Pass bus: ${theirs}Bus() from "@clientwright/runtime/${theirs}", or choose a server of ${ours}.`,
  });
}
