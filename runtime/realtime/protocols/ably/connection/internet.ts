import type { Clock } from "../../../../core/client.js";
import { within } from "../deadline.js";
import { type AblyOptions, timeoutsOf } from "../options.js";

/** Whether the internet answers at all (RTN17j): a text that holds `yes`, from `connectivityCheckUrl`; any success where the address is the user's own. */
export async function isInternetUp(options: AblyOptions, clock: Clock): Promise<boolean> {
  const own = options.connectivityCheckUrl;
  try {
    const reply = await within(clock, timeoutsOf(options).httpRequest, (signal) =>
      (options.fetch ?? fetch)(own ?? "https://internet-up.ably-realtime.com/is-the-internet-up.txt", { signal }),
    );
    return reply.ok && (own !== undefined || (await reply.text()).includes("yes"));
  } catch {
    return false;
  }
}
