import { ablyError } from "../ably-error.js";
import type { Paged } from "./paged.js";
import type { Requests } from "./requests.js";

/** A device that notifications go to (PCD). */
export interface PushDevice {
  readonly id: string;
  readonly platform?: string;
  readonly formFactor?: string;
  readonly clientId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly deviceSecret?: string;
  readonly push: {
    /** Such as `{ transportType: "fcm", registrationToken }`. */
    readonly recipient: Readonly<Record<string, unknown>>;
    readonly state?: string;
    readonly error?: unknown;
  };
}

/** A device, or every device of a client, that gets a channel's notifications (PCS). */
export interface PushSubscription {
  readonly channel: string;
  readonly deviceId?: string;
  readonly clientId?: string;
}

type Where = Readonly<Record<string, string | number | undefined>>;

/** A broadcast channel of Apple's push service: its id here, and Apple's (RSH1d). */
export interface ApnsBroadcast {
  readonly id: string;
  readonly apnsChannelId: string;
}

/** Something for the live activities of a broadcast (RSH1e). */
export interface LiveActivityPayload {
  /** The broadcast's id. */
  readonly apnsBroadcast: string;
  /** As Apple words it: `{ aps: { event, ... } }`. */
  readonly apns: Readonly<Record<string, unknown>>;
  /** How Apple delivers it: `apns-priority`, `apns-expiration`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Starts, updates and ends live activities on Apple's devices (RSH1e). */
export class LiveActivities {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Starts one for those subscribed to these channels, or on one device (RSH1e1). */
  start({
    recipient,
    ...payload
  }: LiveActivityPayload & { readonly recipient: { readonly channels: readonly string[] } | { readonly deviceId: string } }): Promise<void> {
    return this.#send("start", payload, recipient);
  }

  /** Changes those that run (RSH1e2). */
  update(payload: LiveActivityPayload): Promise<void> {
    return this.#send("broadcast", payload);
  }

  /** Ends those that run (RSH1e3). */
  end(payload: LiveActivityPayload): Promise<void> {
    return this.#send("end", payload);
  }

  async #send(what: string, { apnsBroadcast, apns, headers }: LiveActivityPayload, recipient: object = {}): Promise<void> {
    const path = `/push/apnsBroadcastChannels/${encodeURIComponent(apnsBroadcast)}/${what}`;
    await this.#requests.send({ method: "POST", path, body: { ...recipient, apns, ...(headers && { headers }) } });
  }
}

/** Devices, subscriptions and notifications (RSH1): for servers whose key has the capability push-admin. */
export class PushAdmin {
  readonly #requests: Requests;
  /** How requests about a device are proven to be its own, where they are (RSH6). */
  readonly #proof: (deviceId: string | undefined) => Promise<Readonly<Record<string, string>>>;

  readonly liveActivity: LiveActivities;

  constructor(requests: Requests, proof: (deviceId: string | undefined) => Promise<Readonly<Record<string, string>>> = async () => ({})) {
    this.#requests = requests;
    this.#proof = proof;
    this.liveActivity = new LiveActivities(requests);
  }

  /** Makes a broadcast channel of Apple's (RSH1d); `messageStoragePolicy` 1 keeps the latest message for devices that are offline, 0 none. */
  async createApnsBroadcast(options: { readonly messageStoragePolicy: 0 | 1 }): Promise<ApnsBroadcast> {
    return (await this.#requests.send({ method: "POST", path: "/push/apnsBroadcastChannels", body: options })).body as ApnsBroadcast; // Ably's own record
  }

  /** Notifies a recipient at once (RSH1a): `{ deviceId }`, `{ clientId }`, or a transport's own address. */
  async publish(recipient: Readonly<Record<string, unknown>>, payload: Readonly<Record<string, unknown>>): Promise<void> {
    if (Object.keys(recipient ?? {}).length === 0 || Object.keys(payload ?? {}).length === 0)
      throw ablyError(40000, "A notification has a recipient and a payload");
    await this.#requests.send({ method: "POST", path: "/push/publish", body: { recipient, ...payload } });
  }

  /** A device by its id (RSH1b1). */
  async getDevice(id: string): Promise<PushDevice> {
    return (await this.#requests.send({ method: "GET", path: devicePath(id) })).body as PushDevice; // Ably's own record
  }

  /** Devices, by pages (RSH1b2): those of `clientId`, or the one of `deviceId`. */
  devices(query: Where = {}): Paged<PushDevice> {
    return this.#requests.paged("/push/deviceRegistrations", { query, item: (device) => device as PushDevice }); // Ably's own record
  }

  /** Registers a device, or changes it (RSH1b3). */
  async saveDevice(device: PushDevice): Promise<PushDevice> {
    return (await this.#requests.send({ method: "PUT", path: devicePath(device.id), body: device, headers: await this.#proof(device.id) })).body as PushDevice; // Ably's own record
  }

  /** Forgets a device (RSH1b4). One that isn't there is no error. */
  async removeDevice(device: string | Pick<PushDevice, "id">): Promise<void> {
    await this.#requests.send({ method: "DELETE", path: devicePath(typeof device === "string" ? device : device.id) });
  }

  /** Forgets the devices of a `clientId` (RSH1b5). */
  async removeDevices(where: Where): Promise<void> {
    await this.#requests.send({ method: "DELETE", path: "/push/deviceRegistrations", params: where, headers: await this.#proof(deviceOf(where)) });
  }

  /** Subscriptions, by pages (RSH1c1): of a `channel`, a `clientId`, a `deviceId`. */
  subscriptions(query: Where = {}): Paged<PushSubscription> {
    return this.#requests.paged("/push/channelSubscriptions", { query, item: (each) => each as PushSubscription }); // Ably's own record
  }

  /** The channels that have subscriptions, by pages (RSH1c2). */
  channels(query: Where = {}): Paged<string> {
    return this.#requests.paged("/push/channels", { query, item: (name) => String(name) });
  }

  /** Subscribes a device or a client (RSH1c3). */
  async subscribe(subscription: PushSubscription): Promise<PushSubscription> {
    const headers = await this.#proof(subscription.deviceId);
    return (await this.#requests.send({ method: "POST", path: "/push/channelSubscriptions", body: subscription, headers })).body as PushSubscription; // Ably's own record
  }

  /** Ends one subscription, or those that are so (RSH1c4, RSH1c5). */
  async unsubscribe(where: Partial<PushSubscription>): Promise<void> {
    const headers = await this.#proof(where.deviceId);
    await this.#requests.send({ method: "DELETE", path: "/push/channelSubscriptions", params: { ...where }, headers });
  }
}

const devicePath = (id: string): string => `/push/deviceRegistrations/${encodeURIComponent(id)}`;

const deviceOf = ({ deviceId }: Where): string | undefined => (deviceId === undefined ? undefined : String(deviceId));
