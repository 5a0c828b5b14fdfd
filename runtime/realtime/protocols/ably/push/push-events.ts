import { AblyError, ablyError, messageOfError } from "../ably-error.js";
import type { LocalDevice, PushRecipient } from "./push-device.js";
import type { Registration } from "./push-registrar.js";

/** What `activate` may be told. */
export interface ActivateOptions {
  /** Registers the device in place of this client: by way of a server of one's own. Gives what Ably answered. */
  readonly registerCallback?: ((device: LocalDevice) => Promise<Registration> | Registration) | undefined;
  /** Told how a later change of the device's address went: null, or why it failed. */
  readonly updatedCallback?: ((error: AblyError | null) => void) | undefined;
}

/** What `deactivate` may be told. */
export interface DeactivateOptions {
  /** Forgets the device in place of this client. */
  readonly deregisterCallback?: ((deviceId: string) => Promise<void> | void) | undefined;
}

/** States that outlive the program. */
export type Stable = "NotActivated" | "WaitingForNewPushDeviceDetails" | "AfterRegistrationSyncFailed";

/** Where an activation is: one value says all (RSH3). */
export type State =
  | { readonly at: Stable }
  | { readonly at: "WaitingForPushDeviceDetails" | "WaitingForDeviceRegistration" }
  | { readonly at: "WaitingForRegistrationSync"; readonly called: boolean }
  | { readonly at: "WaitingForDeregistration"; readonly before: Stable };

/** What happens to it. */
export type Event =
  | { readonly type: "CalledActivate" | "CalledDeactivate" | "Deregistered" }
  | { readonly type: "GotPushDeviceDetails"; readonly recipient?: PushRecipient }
  | { readonly type: "GotDeviceRegistration" | "RegistrationSynced"; readonly registration: Registration }
  | {
      readonly type: "GettingPushDeviceDetailsFailed" | "GettingDeviceRegistrationFailed" | "SyncRegistrationFailed" | "DeregistrationFailed";
      readonly error: AblyError;
    };

/** How each state that waits ends where it can't go on. */
export const failures: Readonly<Record<Exclude<State["at"], Stable>, Extract<Event, { readonly error: AblyError }>["type"]>> = {
  WaitingForPushDeviceDetails: "GettingPushDeviceDetailsFailed",
  WaitingForDeviceRegistration: "GettingDeviceRegistrationFailed",
  WaitingForRegistrationSync: "SyncRegistrationFailed",
  WaitingForDeregistration: "DeregistrationFailed",
};

/** Whether a state is kept when the program ends. */
export const stable = (at: string): at is Stable => at === "NotActivated" || at === "WaitingForNewPushDeviceDetails" || at === "AfterRegistrationSyncFailed";

/** The error behind a failure, with what it means here. */
export function asAbly(error: unknown, what: string): AblyError {
  if (error instanceof AblyError) return error;
  return ablyError(40000, `${what}: ${messageOfError(error)}`, { cause: error });
}
