/** Where a push goes. Only `ablyChannel` arrives anywhere here: as a message `__ably_push__` on the channel. */
export interface PushRecipient {
  readonly transportType?: string;
  readonly channel?: string;
  readonly clientId?: string;
  readonly deviceId?: string;
}

/** A device as it is registered. */
export interface PushDevice {
  readonly id: string;
  readonly clientId?: string | null;
  readonly deviceSecret?: string;
  readonly platform?: string;
  readonly formFactor?: string;
  readonly metadata?: unknown;
  readonly push: { readonly recipient: PushRecipient; readonly state?: string };
}

/** Who is pushed what is said on a channel: a device, or a client with all of its devices. */
export interface PushSubscription {
  readonly channel: string;
  readonly deviceId?: string;
  readonly clientId?: string;
}

/** A live activity that a broadcast channel was told to start, to change or to end. */
export interface PushTelling {
  readonly event: "start" | "broadcast" | "end";
  readonly apns?: unknown;
  readonly channels?: readonly string[];
  readonly deviceId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A broadcast channel of Apple's push service. */
export interface PushBroadcast {
  readonly id: string;
  readonly apnsChannelId: string;
  /** 0: nothing is kept for who comes later; 1: the last notification. */
  readonly messageStoragePolicy: 0 | 1;
  readonly told: PushTelling[];
}

/** Which of them: every field that is given has to fit. */
export type PushFilter = Partial<Readonly<Record<"channel" | "deviceId" | "clientId", string>>>;

/** The devices of an app, and what they are subscribed to. */
export class PushDevices {
  readonly devices: Map<string, PushDevice> = new Map();
  /** What devices speak for themselves with, by their secrets. */
  readonly tokens: Map<string, string> = new Map();
  /** Broadcast channels, by id, with what they were told. */
  readonly broadcasts: Map<string, PushBroadcast> = new Map();
  #subscriptions: PushSubscription[] = [];

  /** Subscribes; again is once. */
  subscribe(subscription: PushSubscription): void {
    this.unsubscribe(subscription);
    this.#subscriptions.push(subscription);
  }

  unsubscribe(filter: PushFilter): void {
    this.#subscriptions = this.#subscriptions.filter((each) => !fits(each, filter));
  }

  subscriptions(filter: PushFilter): readonly PushSubscription[] {
    return this.#subscriptions.filter((each) => fits(each, filter));
  }

  /** Where a push for this one goes: to itself, to the device, to the client's devices. */
  recipients({ deviceId, clientId, ...recipient }: PushRecipient): readonly PushRecipient[] {
    if (deviceId === undefined && clientId === undefined) return [recipient];
    return [...this.devices.values()]
      .filter((device) => (deviceId ?? device.id) === device.id && (clientId ?? device.clientId) === device.clientId)
      .map(({ push }) => push.recipient);
  }
}

/** Whether every field that a filter names is the item's. */
export function fits(item: Readonly<Record<string, unknown>> | PushSubscription | PushDevice, filter: PushFilter): boolean {
  return Object.entries(filter).every(([name, wanted]) => Reflect.get(item, name) === wanted);
}
