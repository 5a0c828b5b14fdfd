import type { Send, WireReply } from "./call.js";
import { errorFrom } from "./errors.js";

/** The network's own failures as errors of this package. */
export async function told<T>(run: () => Promise<T>, what?: string): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw errorFrom(error, what);
  }
}

/** A WireReply over a standard Response: for your own Send, for mocks, for caches. */
export const toWireReply = (response: Response): WireReply => ({
  status: response.status,
  headers: response.headers,
  url: response.url,
  get body(): ReadableStream<Uint8Array> | null {
    return response.body;
  },
  text: () => told(() => response.text()),
  bytes: async () => new Uint8Array(await told(() => response.arrayBuffer())),
  blob: () => told(() => response.blob()),
  // A body that is read or being read has nothing left to release.
  cancel: async () => response.body?.cancel().catch(() => {}),
  toResponse: () => response,
});

/** Just `fetch`: the caller's signal counts, deadlines and progress don't (`fetchSend` has those). */
export const plainSend: Send = async (call) => toWireReply(await fetch(call.url, call as RequestInit)); // its method, headers, body and signal are fetch's; fetch looks at nothing else of it
