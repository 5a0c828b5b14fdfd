import type { Send, WireReply } from "./call.js";

/** A WireReply over a standard Response: for your own Send, for mocks, for caches. */
export const toWireReply = (response: Response): WireReply => ({
  status: response.status,
  headers: response.headers,
  url: response.url,
  get body(): ReadableStream<Uint8Array> | null {
    return response.body;
  },
  text: () => response.text(),
  bytes: async () => new Uint8Array(await response.arrayBuffer()),
  blob: () => response.blob(),
  // A body that is read or being read has nothing left to release.
  cancel: async () => response.body?.cancel().catch(() => {}),
  toResponse: () => response,
});

/** Just `fetch`: the caller's signal counts, deadlines and progress don't (`fetchSend` has those). */
export const plainSend: Send = async (call) => toWireReply(await fetch(call.url, call as RequestInit)); // its method, headers, body and signal are fetch's; fetch looks at nothing else of it
