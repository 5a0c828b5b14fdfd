import type { CreateAblyOptions } from "../../../../runtime/ably/index.js";

/** The least that stands in for a WebSocket: four handlers, `send` and `close`; it tells neither its state nor what it holds back. */
export class BareSocket {
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  readonly sent: unknown[] = [];
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }

  close(): void {
    queueMicrotask(() => this.onclose?.({ code: 1000, reason: "" }));
  }

  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

/** A class of such sockets, and those that were made. */
export function bareSockets() {
  const made: BareSocket[] = [];
  class Socket extends BareSocket {
    constructor(url: string) {
      super(url);
      made.push(this);
    }
  }
  return { made, WebSocket: Socket as unknown as CreateAblyOptions["WebSocket"] };
}
