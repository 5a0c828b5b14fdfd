import { InputError } from "../core/errors.js";
import { own } from "../core/own.js";
import type { Bus } from "./bus.js";
import type { BusSetting } from "./bus-maker.js";
import type { FramingDefinition } from "./channel.js";
import { dialler } from "./dial.js";
import type { Framing } from "./framing.js";
import { plainFraming } from "./protocols/json/plain-framing.js";
import type { RealtimeOptions } from "./realtime-options.js";
import type { RealtimeParts } from "./realtime-parts.js";
import { refusingBus } from "./refusing-bus.js";
import { SocketsBus } from "./sockets-bus.js";
import { webSocketTransport } from "./transports/web-socket.js";

/** What the document names: a socket in its framing, an event stream, or a protocol of its own. */
export function usualBus(setting: BusSetting, options: RealtimeOptions, brought: RealtimeParts): Bus {
  const { api, server, url, clock } = setting;
  const framings: RealtimeParts["framings"] = { json: plainFraming, ...brought.framings };
  const named = options.framing ? undefined : (server.framing ?? api.framing);
  const protocol = named && own(brought.buses, named.framing);
  if (protocol) return protocol(setting, options);
  const streams: Partial<NonNullable<RealtimeParts["streams"]>> | undefined = /^https?:/i.test(url) ? (brought.streams ?? {}) : undefined;
  if (!streams && !/^wss?:/i.test(url) && !options.transport) return refusingBus(missingBus(setting), clock);
  if (named && !own(framings, named.framing)) return refusingBus(unknown(api.name, named), clock);
  const make = (definition: FramingDefinition = json): Framing => {
    const maker = own(framings, definition.framing);
    if (!maker) throw unknown(api.name, definition);
    return maker(definition as never); // the settings of this framing, as the document has them
  };
  const { query = {}, headers, framing = (!named && streams?.framing?.()) || make(named), dedupe = 1_024 } = options;
  const transport = options.transport ?? streams?.transport?.() ?? webSocketTransport();
  return new SocketsBus({
    ...setting,
    transport,
    framing,
    framingOf: (channel) => options.framing ?? make(channel.framing),
    dialler: dialler({ ...setting, query, headers: { ...api.headers, ...headers }, transport }),
    dedupe,
    highWater: 2 ** 20,
  });
}

const json: FramingDefinition = { framing: "json" };

const unknown = (api: string, { framing }: FramingDefinition): InputError =>
  new InputError(`${api} speaks ${framing}, which is not part of this client`, { remedy: `Pass framing: ${framing}Framing(...), or a Framing of your own.` });

/** Brokers have an entry point each. */
function missingBus({ api, server: { protocol } }: BusSetting): InputError {
  const [, broker = ""] = /^(?:secure-)?(mqtt|amqp|nats|kafka|redis)(?:[35]$|s$|-secure$|$)/.exec(protocol) ?? [];
  return new InputError(`${api.name} is spoken to over ${protocol}, which needs a bus of its own`, {
    remedy: broker === "" ? "Pass bus: a Bus of your own." : `Pass bus: ${broker}Bus() from "@clientwright/runtime/${broker}".`,
  });
}
