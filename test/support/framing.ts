import type { Route } from "../../runtime/realtime/bus.js";
import type { Channel } from "../../runtime/realtime/channel.js";
import type { FrameSink, SessionHost } from "../../runtime/realtime/framing.js";
import type { OutgoingMessage } from "../../runtime/realtime/message.js";

/** What a session told its sink, one entry a call: `["message", "orders", { payload: 1 }]`. Errors as kind, code and message. */
export type Told = readonly [string, ...unknown[]];

/** A sink that writes down what it is told. */
export function sinkOf(): { readonly sink: FrameSink; readonly told: Told[] } {
  const told: Told[] = [];
  const tell =
    (what: string) =>
    (...rest: readonly unknown[]): void => {
      told.push([what, ...rest]);
    };
  const sink: FrameSink = {
    ready: tell("ready"),
    message: (key, { payload, name, headers, correlationId }) =>
      told.push(["message", key, payload, { name, ...(Object.keys(headers).length > 0 && { headers }), ...(correlationId !== null && { correlationId }) }]),
    subscribed: tell("subscribed"),
    unsubscribed: tell("unsubscribed"),
    gap: tell("gap"),
    acknowledged: tell("acknowledged"),
    replied: (id, { payload }) => told.push(["replied", id, payload]),
    refused: tell("refused"),
    answer: tell("answer"),
    renew: tell("renew"),
    promised: tell("promised"),
    dropped: tell("dropped"),
  };
  return { sink, told };
}

export const host: SessionHost = { now: () => 1_000, send: () => undefined, wake: () => () => undefined };

/** A route of a channel with an address as it stands. */
export function routeOf(address: string, more: Partial<Channel> = {}, params: Readonly<Record<string, string>> = {}): Route {
  const channel: Channel = { id: address, address, messages: { Message: {} }, ...more };
  return { channel, operation: { id: `on${address}`, channel }, address, params };
}

export function messageOf(payload: unknown, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { payload, name: null, contentType: "application/json", headers: null, correlationId: null, replyTo: null, id: null, ...more };
}
