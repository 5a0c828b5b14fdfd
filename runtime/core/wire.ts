import type { Send, WireHeaders, WireReply } from "./call.js";

/** A WireReply over a standard Response. */
export class ResponseReply implements WireReply {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly response: Response;

  constructor(response: Response) {
    this.status = response.status;
    this.headers = response.headers;
    this.response = response;
  }

  get url(): string {
    return this.response.url;
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.response.body;
  }

  text(): Promise<string> {
    return this.response.text();
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.response.arrayBuffer());
  }

  blob(): Promise<Blob> {
    return this.response.blob();
  }

  async cancel(): Promise<void> {
    // A body that is read or being read has nothing left to release.
    await this.response.body?.cancel().catch(() => {});
  }

  toResponse(): Response {
    return this.response;
  }
}

/** A WireReply over a standard Response: for your own Send, for mocks, for caches. */
export const toWireReply = (response: Response): WireReply => new ResponseReply(response);

/** Just `fetch`: the caller's signal counts, deadlines and progress don't (`fetchSend` has those). */
export const plainSend: Send = async ({ url, method, headers, body, signal }) =>
  toWireReply(await fetch(url, { method, headers, body, signal } as RequestInit)); // TypeScript's BodyInit knows fewer Uint8Arrays than fetch takes
