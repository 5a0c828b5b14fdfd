import type { Clock } from "../../../../core/client.js";
import type { Link, LinkEnd, LinkEvents, OpenRequest, Transport } from "../../../transport.js";
import { type AblyError, ablyError, messageOfError } from "../ably-error.js";
import { type BinaryCodec, decodeFrame, encodeFrame } from "./codec.js";
import type { ProtocolMessage } from "./frames.js";

/** What a wire needs, and whom it tells. */
export interface WireParts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Null: frames are text. */
  readonly binary: BinaryCodec | null;
  readonly frame: (frame: ProtocolMessage) => void;
  /** The link broke, or could not be made. */
  readonly dropped: (error: AblyError) => void;
  /** Nothing was heard for too long. */
  readonly quiet: () => void;
  /** The transport can't be used at all. */
  readonly unusable: (error: AblyError) => void;
  readonly warn: (error: AblyError) => void;
}

/** One link at a time: frames both ways, and a watch over its silence. What an earlier link still tells is nobody's. */
export class Wire {
  readonly #parts: WireParts;
  #link: Link | null = null;
  #heardAt = 0;
  #watch: (() => void) | null = null;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  /** Opens a link; the one before must be hung up. */
  open(request: OpenRequest): void {
    const { clock, transport } = this.#parts;
    this.#heardAt = clock.now();
    const mine = (): boolean => link !== null && this.#link === link;
    let link: Link | null = null;
    const events: LinkEvents = {
      opened: () => undefined,
      alive: () => {
        this.#heardAt = clock.now();
      },
      frame: (frame) => {
        if (mine()) this.#received(frame);
      },
      closed: (end) => {
        if (!mine()) return;
        this.#link = null;
        this.#unwatch();
        this.#parts.dropped(dropError(end));
      },
    };
    try {
      link = transport.open(request, events);
    } catch (cause) {
      // A platform without WebSockets, a transport that refuses the address: trying again is pointless.
      this.#parts.unusable(ablyError(40000, `The transport can't be used: ${messageOfError(cause)}`, { cause }));
    }
    this.#link = link;
  }

  /** Sends now; nothing happens without a link. */
  send(frame: ProtocolMessage): void {
    this.#link?.send(encodeFrame(frame, this.#parts.binary));
  }

  /** Says its last, and offers the end: it is over once the other side agrees, whatever it has to say before. */
  finish(frame: ProtocolMessage): void {
    this.send(frame);
    this.#link?.close(1000, "");
  }

  hangUp(): void {
    const link = this.#link;
    this.#link = null;
    this.#unwatch();
    link?.close(1000, "");
  }

  /** Tells when nothing was heard for so long (RTN23a); 0 for never. One timer that looks at a stamp: a frame costs no timer of its own. */
  watch(limit: number): void {
    this.#unwatch();
    if (limit === 0) return;
    const { clock } = this.#parts;
    const arm = (): void => {
      this.#watch = clock.wake(this.#heardAt + limit, () => {
        if (clock.now() - this.#heardAt >= limit) this.#parts.quiet();
        else arm();
      });
    };
    arm();
  }

  #unwatch(): void {
    this.#watch?.();
    this.#watch = null;
  }

  #received(raw: string | Uint8Array): void {
    this.#heardAt = this.#parts.clock.now();
    let frame: ProtocolMessage;
    try {
      frame = decodeFrame(raw, this.#parts.binary);
    } catch (cause) {
      this.#parts.warn(ablyError(40013, "A frame could not be read", { cause }));
      return;
    }
    this.#parts.frame(frame);
  }
}

function dropError({ code, reason, status, cause }: LinkEnd): AblyError {
  const text = status === null ? `The link broke (${code}${reason === "" ? "" : `: ${reason}`})` : `The server refused the link with status ${status}`;
  return ablyError(80003, text, { cause, ...(status !== null && { statusCode: status }) });
}
