import { ablyError } from "./ably-error.js";
import type { Cipher } from "./cipher.js";
import { decodePayload } from "./decode-payload.js";
import type { WireMessage } from "./frames.js";
import { type AblyMessage, received } from "./message.js";
import type { RestGet } from "./rest.js";

/** Which of a channel's past messages are wanted (RSL2b). */
export interface HistoryQuery {
  /** Milliseconds since epoch. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Default backwards: the newest first. */
  readonly direction?: "backwards" | "forwards" | undefined;
  /** Messages a page; default 100, at most 1000. */
  readonly limit?: number | undefined;
  /** Only what was said before the channel was attached: with what the subscription gives there is no gap and no overlap (RTL10b). */
  readonly untilAttach?: boolean | undefined;
}

/** What a channel's history needs. */
export interface HistoryParts {
  readonly channel: string;
  readonly get: RestGet;
  readonly cipher: Cipher | null;
  /** Where the channel was attached; null when it isn't. */
  readonly attachSerial: string | null;
}

/** The past messages of a channel, page by page as they are asked for. @throws AblyError 40000 for `untilAttach` on a channel that isn't attached. */
export async function* historyOf(
  { channel, get, cipher, attachSerial }: HistoryParts,
  { untilAttach = false, ...query }: HistoryQuery,
): AsyncGenerator<AblyMessage> {
  if (untilAttach && attachSerial === null) throw ablyError(40000, "untilAttach needs an attached channel");
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value));
  if (untilAttach) params.set("from_serial", attachSerial ?? "");
  const search = params.size === 0 ? "" : `?${params}`;
  for (let next: string | null = `/channels/${encodeURIComponent(channel)}/messages${search}`; next !== null; ) {
    const page = await get(next);
    for (const wire of (page.body ?? []) as readonly WireMessage[]) // read leniently, as frames are
      yield received({ action: 15 }, wire, 0, await decodePayload(wire.data, wire.encoding, { cipher }));
    next = page.next;
  }
}
