import { ablyError } from "../ably-error.js";
import { toBase64 } from "../message/bytes.js";

/** Where a device keeps who it is: React Native's AsyncStorage, a file, `localStorage` behind promises. */
export interface PushStorage {
  getItem(key: string): Promise<string | null> | string | null;
  setItem(key: string, value: string): Promise<void> | void;
  removeItem(key: string): Promise<void> | void;
}

/** An address that the platform's push service gave (PDT). */
export interface PushDeviceToken {
  readonly transportType: "fcm" | "apns";
  readonly token: string;
  /** Which of Apple's tokens this is: `default`, `location`, `pushToStart` (PCP3a). */
  readonly apnsTokenType?: string | undefined;
}

/** What a device that is pushed to needs of its platform. */
export interface PushPlatform {
  readonly platform: "android" | "ios" | "browser";
  readonly formFactor: "phone" | "tablet" | "desktop" | "tv" | "watch" | "car" | "embedded" | "other";
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly storage: PushStorage;
  /** Asks the platform's push service for this device's address. */
  readonly requestToken: () => Promise<PushDeviceToken> | PushDeviceToken;
}

/** Where notifications go: `{ transportType: "fcm", registrationToken }`. */
export type PushRecipient = Readonly<Record<string, unknown>>;

/** This device, as a target of notifications (RSH8). */
export interface LocalDevice {
  /** Null until it is activated for the first time. */
  readonly id: string | null;
  readonly deviceSecret: string | null;
  /** What it speaks for itself with; null until it is registered. */
  readonly deviceIdentityToken: string | null;
  readonly clientId: string | null;
  readonly platform: PushPlatform["platform"];
  readonly formFactor: PushPlatform["formFactor"];
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly push: { readonly recipient: PushRecipient | null };
}

/** What of a device outlives the program. */
type Kept = Pick<LocalDevice, "id" | "deviceSecret" | "deviceIdentityToken" | "clientId"> & { readonly recipient: PushRecipient | null };

const keys = {
  id: "ably.push.deviceId",
  deviceSecret: "ably.push.deviceSecret",
  deviceIdentityToken: "ably.push.deviceIdentityToken",
  clientId: "ably.push.clientId",
  recipient: "ably.push.pushRecipient",
} as const satisfies Record<keyof Kept, string>;
const stateKey = "ably.push.activationState";
const nobody: Kept = { id: null, deviceSecret: null, deviceIdentityToken: null, clientId: null, recipient: null };

/** This device as it is stored. What was read stays in memory; what could not be written is not (RSH8b). */
export class StoredDevice {
  readonly #platform: PushPlatform;
  #kept: Kept | null = null;
  /** The activation's state when the program began. */
  #state: string | null = null;

  constructor(platform: PushPlatform) {
    this.#platform = platform;
  }

  /** The device (RSH8a). A half of id and secret alone is worth nothing: all is forgotten then (RSH8a1). */
  async load(): Promise<LocalDevice> {
    return this.#asDevice(this.#kept ?? (await this.#read()));
  }

  /** Where the activation stopped when the program ended; null where nobody knows. */
  async loadedState(): Promise<string | null> {
    await this.load();
    return this.#state;
  }

  /** Gives the device an id and a secret, where it has none (RSH8b). */
  async identify(clientId: string | null): Promise<void> {
    const { id } = await this.load();
    if (id === null) await this.save({ id: crypto.randomUUID(), deviceSecret: toBase64(crypto.getRandomValues(new Uint8Array(32))) });
    if (clientId !== null) await this.save({ clientId });
  }

  /** Writes what is given, and keeps it. */
  async save(change: Partial<Kept>): Promise<void> {
    const before = this.#kept ?? (await this.#read());
    for (const [name, value] of Object.entries(change)) {
      const key = keys[name as keyof Kept]; // the names of Kept
      if (value === null) await this.#platform.storage.removeItem(key);
      else await this.#platform.storage.setItem(key, name === "recipient" || name === "deviceIdentityToken" ? JSON.stringify(value) : String(value));
    }
    this.#kept = { ...before, ...change };
  }

  async saveState(state: string): Promise<void> {
    await this.#platform.storage.setItem(stateKey, state);
  }

  /** Forgets the device (RSH3g2a). */
  async clear(): Promise<void> {
    await this.save(nobody);
  }

  async #read(): Promise<Kept> {
    const { storage } = this.#platform;
    const [id, deviceSecret, token, clientId, recipient, state] = await Promise.all([...Object.values(keys), stateKey].map((key) => storage.getItem(key)));
    const isWhole = (id == null) === (deviceSecret == null);
    if (!isWhole) for (const key of [...Object.values(keys), stateKey]) await storage.removeItem(key);
    this.#state = isWhole ? (state ?? null) : null;
    const found = { id: id ?? null, deviceSecret: deviceSecret ?? null, clientId: clientId ?? null };
    this.#kept = isWhole ? { ...found, deviceIdentityToken: parsed<string>(token), recipient: parsed<PushRecipient>(recipient) } : nobody;
    return this.#kept;
  }

  #asDevice({ recipient, ...kept }: Kept): LocalDevice {
    const { platform, formFactor, metadata } = this.#platform;
    return { ...kept, platform, formFactor, ...(metadata && { metadata }), push: { recipient } };
  }
}

/** What stands in the storage was written by a client like this one. */
function parsed<T>(text: string | null | undefined): T | null {
  try {
    return text == null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** The address with a token in it: the others of Apple's kinds stay (RSH8l2). @throws AblyError 40000 for what is no token (RSH2f1). */
export function recipientOf(given: PushDeviceToken | null | undefined, before: PushRecipient | null): PushRecipient {
  const { transportType, token, apnsTokenType = "default" } = given ?? {};
  if (!token || (transportType !== "fcm" && transportType !== "apns")) throw ablyError(40000, "A push token has the transport fcm or apns, and a text");
  if (transportType === "fcm") return { transportType, registrationToken: token };
  const kept = before?.["transportType"] === "apns" ? before : {};
  if (apnsTokenType === "default") return { ...kept, transportType, deviceToken: token };
  return { ...kept, transportType, apnsDeviceTokens: { ...(kept["apnsDeviceTokens"] as object | undefined), [apnsTokenType]: token } };
}
