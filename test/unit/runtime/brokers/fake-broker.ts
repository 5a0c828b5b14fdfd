import { createRealtime, type RealtimeClient, type RealtimeOptions } from "@clientwright/runtime/realtime";
import { type Broker, BrokerError, type BrokerLink, type Flow, type LinkHost, type Publication, type Receiver } from "../../../../runtime/brokers/broker.js";
import { BrokerBus } from "../../../../runtime/brokers/broker-bus.js";
import { AuthError, type ClientError, ConnectionError } from "../../../../runtime/core/errors.js";
import type { BrokerLogin } from "../../../../runtime/realtime/broker-credentials.js";
import type { Message, Receipt } from "../../../../runtime/realtime/message.js";
import type { Outcome } from "../../../../runtime/realtime/settlement.js";
import { type FakeClock, fakeClock } from "../../../support/clock.js";

export interface FakeFlow {
  readonly key: string;
  readonly receiver: Receiver;
  readonly log: string[];
}

/** One link of the fake broker, driven by the test. */
export interface FakeLink {
  readonly host: LinkHost;
  readonly login: BrokerLogin;
  readonly flows: FakeFlow[];
  readonly sent: { readonly publication: Publication; readonly acknowledge: () => void; readonly refuse: (error: ClientError) => void }[];
  ended: "no" | "closed" | "destroyed";
}

/** A broker whose every answer the test gives. */
export interface FakeBroker {
  readonly clock: FakeClock;
  readonly client: RealtimeClient;
  readonly links: FakeLink[];
  /** What the next attempts to connect meet; null: success. */
  readonly refusals: (ClientError | null)[];
  /** What subscribing meets. */
  refuses: ClientError | null;
  continuity: Flow["continuity"];
  isOnce: boolean;
  readonly unsent: string[];
}

export function fakeBroker(options: RealtimeOptions = {}): FakeBroker {
  const clock = fakeClock();
  const links: FakeLink[] = [];
  const refusals: (ClientError | null)[] = [];
  const unsent: string[] = [];
  const broker: Broker = {
    delivery: "at-least-once",
    inbox: null,
    keyOf: ({ address }) => address,
    isOnce: () => fake.isOnce,
    check: () => undefined,
    open: async (login, host) => {
      const refusal = refusals.shift() ?? null;
      if (refusal !== null) throw refusal;
      const link: FakeLink = { host, login, flows: [], sent: [], ended: "no" };
      links.push(link);
      return linkOf(link);
    },
  };
  const linkOf = (link: FakeLink): BrokerLink => ({
    subscribe: async (key, _, receiver) => {
      if (fake.refuses !== null) throw fake.refuses;
      const log: string[] = [];
      link.flows.push({ key, receiver, log });
      const say = (word: string) => () => {
        log.push(word);
      };
      return { continuity: fake.continuity, pause: () => log.push("pause") > 0, resume: say("resume"), cancel: say("cancel") };
    },
    publish: (publication) =>
      new Promise<Receipt>((resolve, reject) => {
        link.sent.push({ publication, acknowledge: () => resolve({ status: "acknowledged", id: null, value: null }), refuse: reject });
      }),
    close: async () => {
      link.ended = "closed";
    },
    destroy: () => {
      link.ended = "destroyed";
    },
  });
  const client = createRealtime(
    { name: "shop", version: "1.0.0", environments: {}, servers: { a: { url: "fake://broker", protocol: "fake" } } },
    {
      clock,
      auth: "open",
      reconnect: { random: () => 1 },
      onUnsent: (all, error) => unsent.push(...all.map(({ address, sent }) => `${address} ${sent} ${error.kind}`)),
      ...options,
      bus: (setting) => new BrokerBus(setting, broker),
    },
  );
  const fake: FakeBroker = { clock, client, links, refusals, refuses: null, continuity: "lost", isOnce: false, unsent };
  return fake;
}

export const orders = { id: "orders", channel: { id: "orders", address: "orders", messages: { order: {} } } };
export const lost = (): ConnectionError => new ConnectionError("lost");
export const refusedLogin = (): AuthError => new AuthError("refused");
export const nack = (): BrokerError => new BrokerError("no", { code: 1 });

/** A message that tells what became of it. */
export function delivery(payload: unknown): { readonly message: Message; readonly settle: (outcome: Outcome) => void; readonly outcomes: Outcome[] } {
  const outcomes: Outcome[] = [];
  const message = { payload, name: null, id: null, headers: {}, address: "orders", correlationId: null, receivedAt: 0 };
  return { message, settle: (outcome) => outcomes.push(outcome), outcomes };
}
