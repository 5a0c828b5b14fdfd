import { ablyError } from "../ably-error.js";
import type { Paged } from "../rest/paged.js";
import type { Requests } from "../rest/requests.js";
import type { RestAuth } from "../rest/rest-auth.js";
import { PushAdmin, type PushSubscription } from "../rest/rest-push.js";
import { PushActivation } from "./push-activation.js";
import { type LocalDevice, type PushDeviceToken, type PushPlatform, recipientOf, StoredDevice } from "./push-device.js";
import type { ActivateOptions, DeactivateOptions } from "./push-events.js";
import { ablyRegistrar, deviceHeaders } from "./push-registrar.js";

/** This device as a target of notifications (RSH2, RSH7, RSH8). */
export class PushTarget {
  readonly #requests: Requests;
  readonly #auth: RestAuth;
  readonly #stored: StoredDevice;
  readonly #activation: PushActivation;
  /** Like `rest.push.admin`; what is about this very device carries its proof (RSH6). */
  readonly admin: PushAdmin;

  constructor(platform: PushPlatform, { requests, auth }: { readonly requests: Requests; readonly auth: RestAuth }) {
    this.#requests = requests;
    this.#auth = auth;
    this.#stored = new StoredDevice(platform);
    this.#activation = new PushActivation({
      device: this.#stored,
      registrar: ablyRegistrar(requests),
      requestToken: platform.requestToken,
      clientId: () => this.#clientId,
      thrown: (cause) => requests.options.onWarning?.(ablyError(50000, "A listener threw", { cause })),
    });
    this.admin = new PushAdmin(requests, async (id) => this.#proofOf(id));
    auth.onAuthorized(() => this.#identified());
  }

  /** Registers this device for notifications; does nothing where it is (RSH2a). */
  activate(options: ActivateOptions = {}): Promise<void> {
    return this.#activation.activate(options);
  }

  /** Ends that, and forgets the device (RSH2b). */
  deactivate(options: DeactivateOptions = {}): Promise<void> {
    return this.#activation.deactivate(options);
  }

  /** The platform gave another address (RSH2f). Rejects with 40000 before the device is activated; how the server took it is for `updatedCallback`. */
  async updateToken(token: PushDeviceToken): Promise<void> {
    const { push, deviceIdentityToken } = await this.#stored.load();
    const recipient = recipientOf(token, push.recipient);
    if (deviceIdentityToken === null) throw ablyError(40000, "The device is not activated: call activate() first");
    await this.#stored.save({ recipient });
    this.#activation.changed();
  }

  /** The device as it is now (RSH8); asks nobody. */
  device(): Promise<LocalDevice> {
    return this.#stored.load();
  }

  /** Subscribes this device to a channel's notifications (RSH7a). Rejects with 40000 before it is activated. */
  async subscribeDevice(channel: string): Promise<PushSubscription> {
    const { id, headers } = await this.#registered();
    return this.#subscribe({ channel, deviceId: id ?? "" }, headers);
  }

  /** Ends that (RSH7c). */
  async unsubscribeDevice(channel: string): Promise<void> {
    const { id, headers } = await this.#registered();
    await this.#requests.send({ method: "DELETE", path, params: { channel, deviceId: id }, headers });
  }

  /** Subscribes all devices of this device's client (RSH7b). Rejects with 40000 where it has none. */
  async subscribeClient(channel: string): Promise<PushSubscription> {
    return this.#subscribe({ channel, clientId: await this.#ownClient() }, {});
  }

  /** Ends that (RSH7d). */
  async unsubscribeClient(channel: string): Promise<void> {
    await this.#requests.send({ method: "DELETE", path, params: { channel, clientId: await this.#ownClient() } });
  }

  /** This device's subscriptions to a channel, and its client's, by pages (RSH7e). */
  async subscriptions(channel: string, query: Readonly<Record<string, string | number>> = {}): Promise<Paged<PushSubscription>> {
    const { id, clientId } = await this.#stored.load();
    const own = { ...query, channel, deviceId: id, clientId, concatFilters: true };
    return this.#requests.paged(path, { query: own, item: (each) => each as PushSubscription }); // Ably's own record
  }

  get #clientId(): string | null {
    const { clientId } = this.#auth;
    return clientId === "*" ? null : clientId;
  }

  async #subscribe(body: PushSubscription, headers: Readonly<Record<string, string>>): Promise<PushSubscription> {
    return (await this.#requests.send({ method: "POST", path, body, headers })).body as PushSubscription; // Ably's own record
  }

  async #registered(): Promise<{ readonly id: string | null; readonly headers: Readonly<Record<string, string>> }> {
    const device = await this.#stored.load();
    if (device.deviceIdentityToken === null) throw ablyError(40000, "The device has no deviceIdentityToken: call activate() first");
    return { id: device.id, headers: deviceHeaders(device) };
  }

  async #ownClient(): Promise<string> {
    const { clientId } = await this.#stored.load();
    if (clientId === null) throw ablyError(40000, "The device has no clientId: activate it as a client that has one");
    return clientId;
  }

  async #proofOf(deviceId: string | undefined): Promise<Readonly<Record<string, string>>> {
    const device = await this.#stored.load();
    return deviceId !== undefined && deviceId === device.id && device.deviceIdentityToken !== null ? deviceHeaders(device) : {};
  }

  /** Whoever got a name later gives it to the device, and tells the server (RSH8d, RSH8e). */
  async #identified(): Promise<void> {
    const [device, clientId] = [await this.#stored.load(), this.#clientId];
    if (device.id === null || device.clientId !== null || clientId === null) return;
    await this.#stored.save({ clientId });
    if (device.deviceIdentityToken !== null) this.#activation.changed();
  }
}

const path = "/push/channelSubscriptions";
