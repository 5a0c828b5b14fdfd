import type { AblyConnection } from "./connection.js";
import type { Network } from "./options.js";

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
