import { type AblyError, ablyError } from "../ably-error.js";
import { Listeners, quiet } from "../listeners.js";
import { type PushRecipient, recipientOf, type StoredDevice } from "./push-device.js";
import { type ActivateOptions, asAbly, type DeactivateOptions, type Event, failures, type Stable, type State, stable } from "./push-events.js";
import type { PushRegistrar, Registration } from "./push-registrar.js";

/** What the activation needs of its client. */
export interface ActivationParts {
  readonly device: StoredDevice;
  readonly registrar: PushRegistrar;
  readonly requestToken: () => Promise<Parameters<typeof recipientOf>[0]> | Parameters<typeof recipientOf>[0];
  readonly clientId: () => string | null;
  /** Where what a callback threw goes. */
  readonly thrown: (cause: unknown) => void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How a device becomes a target of notifications, and stops to be one: Ably's Activation State Machine (RSH3 to RSH5). */
export class PushActivation {
  readonly #parts: ActivationParts;
  #state: State | null = null;
  /** Whether nothing was done since the state was read: an activation has to look after the registration then (RSH3a2a3). */
  #fresh = true;
  #queue: Event[] = [];
  /** Events are handled one after another (RSH5). */
  #tail: Promise<void> = Promise.resolve();
  #activating: Waiting[] = [];
  #deactivating: Waiting[] = [];
  #activate: ActivateOptions = {};
  #deactivate: DeactivateOptions = {};

  constructor(parts: ActivationParts) {
    this.#parts = parts;
  }

  /** Registers the device (RSH2a). */
  activate(options: ActivateOptions): Promise<void> {
    this.#activate = { ...this.#activate, ...options };
    return this.#called("CalledActivate", this.#activating);
  }

  /** Forgets it (RSH2b). */
  deactivate(options: DeactivateOptions): Promise<void> {
    this.#deactivate = options;
    return this.#called("CalledDeactivate", this.#deactivating);
  }

  /** The device's address, or its client, is another (RSH8g, RSH8e). */
  changed(): void {
    this.#dispatch({ type: "GotPushDeviceDetails" });
  }

  #called(type: "CalledActivate" | "CalledDeactivate", waiting: Waiting[]): Promise<void> {
    const done = new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    this.#dispatch({ type });
    return quiet(done);
  }

  #dispatch(event: Event): void {
    this.#tail = this.#tail.then(() => this.#handle(event));
  }

  async #handle(event: Event): Promise<void> {
    if (!(await this.#tried(event))) this.#queue.push(event);
    else await this.#dequeue();
  }

  /** The step. What throws in it, as a storage does, is told to whoever waits; a stable state stays (RSH8b), another ends as its failure does. */
  async #tried(event: Event): Promise<boolean> {
    try {
      await this.#restore();
      return await this.#step(event);
    } catch (cause) {
      const error = asAbly(cause, "The device could not be stored");
      const at = this.#state?.at ?? "NotActivated";
      if (!stable(at)) return this.#tried({ type: failures[at], error });
      this.#end(event.type === "CalledDeactivate" ? "deactivate" : "activate", error);
      return true;
    }
  }

  /** What had no transition before may have one now (RSH4). */
  async #dequeue(): Promise<void> {
    for (let [next] = this.#queue; next !== undefined && (await this.#tried(next)); [next] = this.#queue) this.#queue.shift();
  }

  /** Where the program before this one stopped (RSH3h). */
  async #restore(): Promise<void> {
    if (this.#state !== null) return;
    const kept = await this.#parts.device.loadedState();
    this.#state = { at: kept !== null && stable(kept) ? kept : "NotActivated" };
  }

  /** Does what the event means in this state; false where it means nothing yet. */
  async #step(event: Event): Promise<boolean> {
    const state = this.#state ?? { at: "NotActivated" };
    const next = await this.#next(state, event);
    if (next === null) return false;
    this.#fresh = false;
    this.#state = next;
    if (stable(next.at)) await this.#parts.device.saveState(next.at);
    return true;
  }

  #next(state: State, event: Event): Promise<State | null> {
    if (state.at === "NotActivated") return this.#notActivated(event);
    if (state.at === "WaitingForPushDeviceDetails") return this.#waitingForDetails(state, event);
    if (state.at === "WaitingForDeviceRegistration") return this.#waitingForRegistration(state, event);
    if (state.at === "WaitingForRegistrationSync") return this.#waitingForSync(state, event);
    if (state.at === "WaitingForDeregistration") return this.#waitingForDeregistration(state, event);
    return this.#registered(state.at, event);
  }

  async #notActivated(event: Event): Promise<State | null> {
    const { device, clientId } = this.#parts;
    const at: State = { at: "NotActivated" };
    const { deviceIdentityToken } = await device.load();
    switch (event.type) {
      case "CalledDeactivate":
        if (deviceIdentityToken !== null) return this.#deregister("NotActivated");
        await device.clear();
        this.#end("deactivate");
        return at;
      case "CalledActivate": {
        if (deviceIdentityToken !== null) return this.#sync(true);
        await device.identify(clientId());
        const { push } = await device.load();
        if (push.recipient !== null) this.#dispatch({ type: "GotPushDeviceDetails" });
        else this.#requestToken();
        return { at: "WaitingForPushDeviceDetails" };
      }
      case "GotPushDeviceDetails":
        return at;
      default:
        return null;
    }
  }

  async #waitingForDetails(state: State, event: Event): Promise<State | null> {
    switch (event.type) {
      case "CalledActivate":
        return state;
      case "CalledDeactivate":
        this.#end("activate", ablyError(40000, "The device was deactivated before it was activated"));
        this.#end("deactivate");
        return { at: "NotActivated" };
      case "GotPushDeviceDetails":
        if (event.recipient) await this.#parts.device.save({ recipient: event.recipient });
        this.#register();
        return { at: "WaitingForDeviceRegistration" };
      case "GettingPushDeviceDetailsFailed":
        this.#end("activate", event.error);
        return { at: "NotActivated" };
      default:
        return null;
    }
  }

  async #waitingForRegistration(state: State, event: Event): Promise<State | null> {
    switch (event.type) {
      case "CalledActivate":
        return state;
      case "GotDeviceRegistration":
        await this.#took(event.registration);
        this.#end("activate");
        return { at: "WaitingForNewPushDeviceDetails" };
      case "GettingDeviceRegistrationFailed":
        this.#end("activate", event.error);
        return { at: "NotActivated" };
      default:
        return null;
    }
  }

  async #registered(at: "WaitingForNewPushDeviceDetails" | "AfterRegistrationSyncFailed", event: Event): Promise<State | null> {
    switch (event.type) {
      case "CalledActivate":
        if (at === "AfterRegistrationSyncFailed" || this.#fresh) return this.#sync(true);
        this.#end("activate");
        return { at };
      case "CalledDeactivate":
        return this.#deregister(at);
      case "GotPushDeviceDetails":
        return this.#sync(false);
      default:
        return null;
    }
  }

  async #waitingForSync(state: State & { readonly called: boolean }, event: Event): Promise<State | null> {
    switch (event.type) {
      case "CalledActivate":
        if (state.called) return null;
        this.#end("activate");
        return state;
      case "RegistrationSynced":
        await this.#took(event.registration);
        if (state.called) this.#end("activate");
        else this.#updated(null);
        return { at: "WaitingForNewPushDeviceDetails" };
      case "SyncRegistrationFailed":
        if (state.called) this.#end("activate", event.error);
        else this.#updated(event.error);
        return { at: "AfterRegistrationSyncFailed" };
      default:
        return null;
    }
  }

  async #waitingForDeregistration(state: State & { readonly before: Stable }, event: Event): Promise<State | null> {
    switch (event.type) {
      case "CalledDeactivate":
        return state;
      case "Deregistered":
        await this.#parts.device.clear();
        this.#end("deactivate");
        return { at: "NotActivated" };
      case "DeregistrationFailed":
        this.#end("deactivate", event.error);
        return { at: state.before };
      default:
        return null;
    }
  }

  #requestToken(): void {
    const asked = async (): Promise<PushRecipient> => recipientOf(await this.#parts.requestToken(), null);
    asked().then(
      (recipient) => this.#dispatch({ type: "GotPushDeviceDetails", recipient }),
      (error: unknown) => this.#dispatch({ type: "GettingPushDeviceDetailsFailed", error: asAbly(error, "The platform gave no push token") }),
    );
  }

  #register(): void {
    const { device, registrar } = this.#parts;
    const { registerCallback } = this.#activate;
    const done = async (): Promise<Registration> => (registerCallback ?? registrar.register)(await device.load());
    done().then(
      (registration) => this.#dispatch({ type: "GotDeviceRegistration", registration }),
      (error: unknown) => this.#dispatch({ type: "GettingDeviceRegistrationFailed", error: asAbly(error, "The device could not be registered") }),
    );
  }

  /** Tells the server how the device is now (RSH3a2a, RSH3d3). `called`: because somebody waits for its activation. */
  async #sync(called: boolean): Promise<State> {
    const { device, registrar, clientId } = this.#parts;
    const { registerCallback } = this.#activate;
    const [local, mine] = [await device.load(), clientId()];
    const failed = (error: AblyError): void => this.#dispatch({ type: "SyncRegistrationFailed", error });
    if (local.clientId !== null && mine !== null && mine !== local.clientId)
      failed(ablyError(61002, `The device is registered for ${local.clientId}, this client is ${mine}`, { statusCode: 400 }));
    else
      Promise.resolve(local)
        .then(registerCallback ?? registrar.sync)
        .then(
          (registration) => this.#dispatch({ type: "RegistrationSynced", registration }),
          (error: unknown) => failed(asAbly(error, "The device could not be registered again")),
        );
    return { at: "WaitingForRegistrationSync", called };
  }

  async #deregister(before: Stable): Promise<State> {
    const { device, registrar } = this.#parts;
    const { deregisterCallback } = this.#deactivate;
    const local = await device.load();
    Promise.resolve(local)
      .then((given) => (deregisterCallback ? deregisterCallback(given.id ?? "") : registrar.deregister(given)))
      .then(
        () => this.#dispatch({ type: "Deregistered" }),
        (error: unknown) => this.#dispatch({ type: "DeregistrationFailed", error: asAbly(error, "The device could not be forgotten") }),
      );
    return { at: "WaitingForDeregistration", before };
  }

  /** What a registration says of the device (RSH8c, RSH8f). */
  async #took(registration: Registration | undefined): Promise<void> {
    if (!registration) throw ablyError(40000, "`registerCallback` gave no registration");
    const { deviceIdentityToken, clientId } = registration;
    const token = typeof deviceIdentityToken === "string" ? deviceIdentityToken : deviceIdentityToken?.token;
    const local = await this.#parts.device.load();
    await this.#parts.device.save({ ...(token && { deviceIdentityToken: token }), ...(clientId && local.clientId === null && { clientId }) });
  }

  #updated(error: AblyError | null): void {
    const told = new Listeners<AblyError | null>(this.#parts.thrown);
    if (this.#activate.updatedCallback) told.add(this.#activate.updatedCallback);
    told.tell(error);
  }

  #end(what: "activate" | "deactivate", error?: AblyError): void {
    const waiting = what === "activate" ? this.#activating : this.#deactivating;
    for (const { resolve, reject } of waiting.splice(0)) error ? reject(error) : resolve();
  }
}
