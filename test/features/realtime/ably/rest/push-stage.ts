import { type CreateAblyRestOptions, createPushTarget, type PushDeviceToken, type PushPlatform, type PushTarget } from "../../../../../runtime/ably/index.js";
import { settle } from "../../../../support/clock.js";
import { type Asked, answering, type Reply } from "./answering.js";

/** A storage in memory, which can be read and broken. */
export class MemoryStorage {
  readonly items: Map<string, string>;
  failsWrites = false;

  constructor(seed: Readonly<Record<string, string>> = {}) {
    this.items = new Map(Object.entries(seed));
  }

  async getItem(key: string): Promise<string | null> {
    return this.items.get(key) ?? null;
  }

  async setItem(key: string, value: string): Promise<void> {
    if (this.failsWrites) throw new Error("storage unavailable");
    this.items.set(key, value);
  }

  async removeItem(key: string): Promise<void> {
    if (this.failsWrites) throw new Error("storage unavailable");
    this.items.delete(key);
  }

  get state(): string | undefined {
    return this.items.get("ably.push.activationState");
  }

  json(name: string): unknown {
    return JSON.parse(this.items.get(`ably.push.${name}`) ?? "null");
  }
}

/** An answer that comes when the test says so. */
export function held(): { readonly reply: Promise<Reply>; readonly release: (reply: Reply) => void } {
  let release: (reply: Reply) => void = () => undefined;
  const reply = new Promise<Reply>((resolve) => {
    release = resolve;
  });
  return { reply, release };
}

export interface PushStageOptions {
  readonly storage?: MemoryStorage;
  readonly options?: CreateAblyRestOptions;
  readonly platform?: PushPlatform["platform"];
  readonly token?: PushDeviceToken;
  readonly requestToken?: PushPlatform["requestToken"];
  /** In place of what the server answers to some requests. */
  readonly server?: (asked: Asked) => Reply | Promise<Reply> | undefined;
}

/** A device before a server that registers whatever comes. */
export function pushStage({ storage = new MemoryStorage(), options = {}, platform = "android", token, requestToken, server }: PushStageOptions = {}) {
  const { rest, asked } = answering((request) => server?.(request) ?? usual(request), { endpoint: "localhost", ...options });
  const fcm: PushDeviceToken = { transportType: "fcm", token: "fcm-token-1" };
  const target: PushTarget = createPushTarget(rest, { platform, formFactor: "phone", storage, requestToken: requestToken ?? (() => token ?? fcm) });
  const said = () => asked.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);
  return { rest, asked, storage, target, said };
}

function usual({ method, url, body }: Asked): Reply {
  if (method === "POST" && url.pathname === "/push/deviceRegistrations")
    return { status: 201, body: { ...(body as object), deviceIdentityToken: { token: "ident-token-1" } } };
  return method === "DELETE" ? { status: 204 } : { body };
}

/** A stage whose device is registered. */
export async function registered(given: PushStageOptions = {}): Promise<ReturnType<typeof pushStage>> {
  const stage = pushStage(given);
  await stage.target.activate();
  await settle();
  return stage;
}

export { settle };
