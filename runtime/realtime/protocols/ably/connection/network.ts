import type { Clock } from "../../../../core/client.js";
import type { AblyOptions, Network } from "../options.js";
import type { AblyConnection } from "./connection.js";

/** What a client knows of the network beside its own link: a feature of its own (`network`). */
export interface NetworkFeature {
  readonly watch: (given: Network | null | undefined, connection: AblyConnection) => void;
  /** Whether the internet answers at all. */
  readonly isUp: (options: AblyOptions, clock: Clock) => Promise<boolean>;
}

/** Tells the connection when the network comes and goes (RTN20), from its first attempt until it is closed or has failed. */
export function watchNetwork(given: Network | null | undefined, connection: AblyConnection): void {
  const network = given === undefined ? platform() : given;
  if (network === null) return;
  const online = (): void => connection.dispatch({ type: "online" });
  const offline = (): void => connection.dispatch({ type: "offline" });
  let watching = false;
  connection.on(({ current }) => {
    const wanted = current !== "closed" && current !== "failed";
    if (wanted === watching) return;
    watching = wanted;
    const change = wanted ? network.addEventListener : network.removeEventListener;
    change.call(network, "online", online);
    change.call(network, "offline", offline);
  });
}

/** The platform's own, where it has such events: browsers and their workers. */
function platform(): Network | null {
  return "addEventListener" in globalThis ? (globalThis as unknown as Network) : null; // as the line looked
}
