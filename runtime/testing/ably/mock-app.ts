import { type Capability, parseCapability, printCapability } from "../../realtime/protocols/ably/auth/capability.js";
import { macOf, type TokenDetails, type TokenRequest } from "../../realtime/protocols/ably/auth/tokens.js";
import { randomText } from "../../realtime/protocols/ably/message/bytes.js";
import { checkCapability, intersection } from "./capabilities.js";
import { ChannelView } from "./channel-view.js";
import { jwtClaims } from "./jwt.js";
import { MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { PushDevices } from "./push-devices.js";
import { Stats } from "./stats.js";

/** A key of an app. */
export interface MockKey {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly capability: Capability;
  readonly revocableTokens: boolean;
}

/** Who someone is, and what they may. */
export interface Grant {
  readonly app: MockApp;
  readonly capability: Capability;
  /** Null: anonymous; `*`: may be anyone. */
  readonly clientId: string | null;
  /** When it was given; null for keys. */
  readonly issued: number | null;
  /** When it ends; null for keys. */
  readonly expires: number | null;
  readonly key: MockKey;
}

/** What an app is made of (the body of POST /apps). */
export interface AppSpec {
  readonly keys?: readonly { readonly capability?: string | Capability; readonly revocableTokens?: boolean }[];
  readonly namespaces?: readonly {
    readonly id: string;
    readonly persisted?: boolean;
    readonly pushEnabled?: boolean;
    readonly mutableMessages?: boolean;
  }[];
  readonly channels?: readonly {
    readonly name: string;
    readonly presence?: readonly { readonly clientId: string; readonly data?: string; readonly encoding?: string }[];
  }[];
}

/** One app: keys, tokens, channels. */
export class MockApp {
  readonly id: string;
  readonly keys: readonly MockKey[];
  readonly spec: AppSpec;
  readonly channels: Map<string, MockChannel> = new Map();
  readonly stats: Stats;
  readonly devices: PushDevices = new PushDevices();
  readonly #tokens = new Map<string, Grant>();
  readonly #revoked = new Set<string>();
  readonly #nonces = new Set<string>();
  readonly #now: () => number;

  constructor(id: string, spec: AppSpec, now: () => number) {
    this.id = id;
    this.spec = spec;
    this.#now = now;
    this.stats = new Stats(id, now);
    this.keys = (spec.keys ?? [{}]).map(({ capability = '{"*":["*"]}', revocableTokens = false }, index) => {
      const keyId = `key${index}`;
      return {
        id: keyId,
        name: `${id}.${keyId}`,
        secret: `secret${index}`,
        capability: typeof capability === "string" ? parseCapability(capability) : capability,
        revocableTokens,
      };
    });
    for (const { name, presence = [] } of spec.channels ?? [])
      for (const [index, member] of presence.entries()) this.channel(name).fixture(member, index, now());
  }

  channel(name: string): MockChannel {
    const known = this.channels.get(name);
    if (known !== undefined) return known;
    const made = ChannelView.of(name, (base) => this.channel(base)) ?? new MockChannel(name, this.#now);
    this.channels.set(name, made);
    return made;
  }

  /** Whether devices can be subscribed to this channel. */
  isPushEnabled(channel: string): boolean {
    return this.spec.namespaces?.some(({ id, pushEnabled }) => pushEnabled === true && channel.startsWith(`${id}:`)) ?? false;
  }

  /** Whether messages of this channel can be changed. */
  isMutable(channel: string): boolean {
    return this.spec.namespaces?.some(({ id, mutableMessages }) => mutableMessages === true && channel.startsWith(`${id}:`)) ?? false;
  }

  /** What a key grants, with its secret. */
  byKey(key: MockKey, secret: string): Grant {
    if (key.secret !== secret) throw new MockError(40101, "Invalid key secret", 401);
    return { app: this, capability: key.capability, clientId: null, issued: null, expires: null, key };
  }

  /** What a token grants. Throws 40142 when it has ended, 40140 when nobody knows it. */
  byToken(token: string): Grant {
    const grant = this.#tokens.get(token);
    if (grant === undefined) throw new MockError(40140, "The token is not recognised", 401);
    if (this.#revoked.has(token)) throw new MockError(40141, "Token revoked", 401);
    if (grant.expires !== null && grant.expires <= this.#now()) throw new MockError(40142, "Token expired", 401);
    return grant;
  }

  /** What a JWT grants: signed by one of the keys, whose name is its `kid`. */
  async byJwt(token: string, key: MockKey): Promise<Grant> {
    const claims = await jwtClaims(token, key.secret);
    if (claims === null) throw new MockError(40144, "The JWT's signature is not this key's", 401);
    if (claims.exp * 1000 <= this.#now()) throw new MockError(40142, "Token expired", 401);
    const embedded = claims["x-ably-token"];
    if (embedded !== undefined) return this.byToken(embedded);
    const asked = claims["x-ably-capability"];
    const capability = asked === undefined ? key.capability : typeof asked === "string" ? parseCapability(asked) : asked;
    return { app: this, capability, clientId: claims["x-ably-clientId"] ?? null, issued: claims.iat * 1000, expires: claims.exp * 1000, key };
  }

  /** Exchanges a signed request for a token; or, with the key itself (`trusted`), an unsigned one. */
  async issue(key: MockKey, request: Partial<TokenRequest>, trusted: boolean): Promise<TokenDetails> {
    const now = this.#now();
    if (!trusted) await this.#checkSignature(key, request);
    const ttl = request.ttl == null || request.ttl === 0 ? 3_600_000 : Number(request.ttl);
    if (!(ttl > 0 && ttl <= 86_400_000)) throw new MockError(40003, "ttl has to be a number of milliseconds, up to 24 hours");
    const capability = request.capability ? intersection(key.capability, checkCapability(request.capability)) : key.capability;
    if (Object.keys(capability).length === 0) throw new MockError(40160, "The key grants none of this capability", 401);
    const clientId = request.clientId || null;
    const token = `${this.id}.${randomText(24).replaceAll(/[+/=]/g, "x")}`;
    this.#tokens.set(token, { app: this, capability, clientId, issued: now, expires: now + ttl, key });
    return { token, keyName: key.name, issued: now, expires: now + ttl, capability: printCapability(capability), ...(clientId !== null && { clientId }) };
  }

  /** Ends the tokens of this client that were given up to a time, as far as they are there by now. */
  revoke(clientId: string, issuedBefore: number): void {
    for (const [token, grant] of this.#tokens) if (grant.clientId === clientId && (grant.issued ?? 0) <= issuedBefore) this.#revoked.add(token);
  }

  async #checkSignature(key: MockKey, request: Partial<TokenRequest>): Promise<void> {
    const { timestamp, nonce, mac } = request;
    if (typeof timestamp !== "number" || typeof nonce !== "string" || typeof mac !== "string")
      throw new MockError(40003, "timestamp, nonce and mac are needed");
    if (nonce.length < 16) throw new MockError(40105, "The nonce is too short", 401);
    if ((await macOf(key.secret, { ...request, keyName: key.name, timestamp, nonce })) !== mac) throw new MockError(40101, "The mac doesn't match", 401);
    if (Math.abs(timestamp - this.#now()) > 120_000) throw new MockError(40104, "Timestamp not current", 401);
    if (this.#nonces.has(nonce)) throw new MockError(40105, "Nonce value replayed", 401);
    this.#nonces.add(nonce);
  }
}
