import type { Clock } from "../core/client.js";
import type { ClientError } from "../core/errors.js";
import type { Bus } from "./bus.js";
import { ConnectionHub } from "./connection-hub.js";

/** Stands where nothing can carry the messages: whoever wants one carried is told what is missing. The client's HTTP half works without. */
export function refusingBus(error: ClientError, clock: Clock): Bus {
  const refuse = () => Promise.reject(error);
  return {
    delivery: "at-most-once",
    connection: new ConnectionHub(clock),
    connect: refuse,
    publish: refuse,
    subscribe: () => {
      throw error;
    },
    close: async () => [],
  };
}
