import { type Ably, ablyOver } from "../../../../runtime/realtime/protocols/ably/ably.js";
import type { AblyError } from "../../../../runtime/realtime/protocols/ably/ably-error.js";
import { allFeatures } from "../../../../runtime/realtime/protocols/ably/all-features.js";
import { Action } from "../../../../runtime/realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage } from "../../../../runtime/realtime/protocols/ably/message/frames.js";
import type { AblyOptions } from "../../../../runtime/realtime/protocols/ably/options.js";
import type { Transport } from "../../../../runtime/realtime/transport.js";
import { fakeClock } from "../../../support/clock.js";

/** One link, as a server without any rules of its own sees it. */
export interface ScriptedLink {
  readonly query: Readonly<Record<string, string>>;
  readonly host: string;
  say(frame: ProtocolMessage): void;
  /** Breaks the link, after a frame where one is given. */
  drop(frame?: ProtocolMessage): void;
}

export interface Script {
  /** What to do with the n-th link, from 1; default: CONNECTED as `id-n`. */
  readonly opened?: (link: ScriptedLink, n: number) => void;
  /** What to answer; default: nothing. */
  readonly frame?: (frame: ProtocolMessage, link: ScriptedLink) => void;
  readonly options?: AblyOptions;
}

export const connectedFrame = (n: number | string = 1, details: object = {}): ProtocolMessage => ({
  action: Action.connected,
  connectionId: `id-${n}`,
  connectionDetails: { connectionKey: `key-${n}`, maxIdleInterval: 15_000, connectionStateTtl: 120_000, ...details },
});

/** Attaches and detaches as asked. */
export const agreeable = (frame: ProtocolMessage, link: ScriptedLink): void => {
  if (frame.action === Action.attach) link.say({ action: Action.attached, channel: frame.channel });
  if (frame.action === Action.detach) link.say({ action: Action.detached, channel: frame.channel });
};

/** A client before a server that does what the test says, and no more: for what the mock of Ably would never do. */
export function scripted({ opened, frame, options = {} }: Script = {}) {
  const clock = fakeClock();
  const links: ScriptedLink[] = [];
  const closed: number[] = [];
  const sent: ProtocolMessage[] = [];
  const warnings: AblyError[] = [];
  const transport: Transport = {
    sendsHeaders: false,
    seesPings: false,
    open({ url }, events) {
      let over = false;
      const { host, searchParams } = new URL(url);
      const end = (code: number): void => {
        if (over) return;
        over = true;
        queueMicrotask(() => events.closed({ code, reason: "", status: null, cause: null }));
      };
      const link: ScriptedLink = {
        query: Object.fromEntries(searchParams),
        host,
        say: (said) => void (over || events.frame(JSON.stringify(said))),
        drop(said) {
          if (said !== undefined) link.say(said);
          end(1006);
        },
      };
      const n = links.push(link);
      queueMicrotask(() => (opened === undefined ? link.say(connectedFrame(n)) : opened(link, n)));
      return {
        buffered: 0,
        send: (text) => {
          const said = JSON.parse(String(text)) as ProtocolMessage; // our own client wrote it
          sent.push(said);
          frame?.(said, link);
        },
        close: (code) => {
          closed.push(code);
          end(code);
        },
        terminate: () => end(1006),
        ping: () => false,
        pause: () => false,
        resume: () => undefined,
      };
    },
  };
  const client: Ably = ablyOver(
    {
      key: "app.key:secret",
      autoConnect: false,
      endpoint: "localhost",
      random: () => 0.5,
      network: null,
      fetch: async () => new Response("yes"),
      ...options,
      clock,
      transport,
      onWarning: (warning) => warnings.push(warning),
    },
    allFeatures,
  );
  const states: string[] = [];
  client.connection.on(({ event }) => states.push(event));
  return {
    clock,
    client,
    links,
    closed,
    warnings,
    states,
    /** Frames of the client, by the name of their action. */
    sent: (action: keyof typeof Action) => sent.filter((each) => each.action === Action[action]),
    last: (): ScriptedLink => links.at(-1) as ScriptedLink, // tests ask once there is one
  };
}
