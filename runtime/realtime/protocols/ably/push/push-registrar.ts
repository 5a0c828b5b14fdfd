import type { Requests } from "../rest/requests.js";
import { failureOf } from "../rest/rest-reply.js";
import type { LocalDevice } from "./push-device.js";

/** What Ably, or a server of one's own, says of a device that it registered. */
export interface Registration {
  readonly deviceIdentityToken?: string | { readonly token: string } | null | undefined;
  readonly clientId?: string | null | undefined;
}

/** A device's requests for itself. */
export interface PushRegistrar {
  readonly register: (device: LocalDevice) => Promise<Registration>;
  readonly sync: (device: LocalDevice) => Promise<Registration>;
  readonly deregister: (device: LocalDevice) => Promise<void>;
}

const path = "/push/deviceRegistrations";

/** How a device proves that it speaks for itself (RSH6). */
export function deviceHeaders({ deviceIdentityToken, deviceSecret }: Pick<LocalDevice, "deviceIdentityToken" | "deviceSecret">): Record<string, string> {
  if (deviceIdentityToken !== null) return { "x-ably-devicetoken": deviceIdentityToken };
  return deviceSecret === null ? {} : { "x-ably-devicesecret": deviceSecret };
}

/** Registers at Ably itself (RSH3b3b, RSH3d3b, RSH3d2b). */
export function ablyRegistrar(requests: Requests): PushRegistrar {
  return {
    async register({ deviceIdentityToken: _, clientId, ...device }) {
      const body = { ...device, ...(clientId !== null && { clientId }) };
      return (await requests.send({ method: "POST", path, body })).body as Registration; // Ably's own record
    },
    async sync(device) {
      const body = { push: { recipient: device.push.recipient } };
      const where = `${path}/${encodeURIComponent(device.id ?? "")}`;
      const reply = await requests.send({ method: "PATCH", path: where, body, headers: deviceHeaders(device) });
      return (reply.body ?? {}) as Registration; // likewise
    },
    async deregister(device) {
      const reply = await requests.exchange({ method: "DELETE", path, params: { deviceId: device.id }, headers: deviceHeaders(device), auth: "none" });
      if (reply.status < 300 || reply.status === 401) return;
      const failure = failureOf(reply);
      if (failure.code !== 40005) throw failure; // the server no longer knows it (RSH3d2c1)
    },
  };
}
