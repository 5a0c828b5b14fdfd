import { DecodeError } from "../core/errors.js";

/** One part of a multipart body. */
export interface BodyPart {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Cuts the bytes of a multipart body into parts, wherever the network cut them. */
export interface PartFraming {
  /** Takes the next bytes; gives the parts that they complete. */
  push(chunk: Uint8Array): readonly BodyPart[];
  /** Takes the end of the stream; throws a DecodeError when it broke off before the last boundary. */
  end(): void;
}

/** Bytes that the head of a part may have, and the spaces behind a boundary (RFC 2046, "transport padding"). */
const limits = { head: 16_384, padding: 256 } as const;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const lineEnd = bytesOf("\r\n");
const headEnd = bytesOf("\r\n\r\n");

/**
 * The parts of a multipart body (RFC 2046, 5.1.1), each as soon as the boundary after it is there. `limit`: bytes that one part
 * may have. Throws a DecodeError for a part that is larger, or a head that is none.
 */
export function partFraming(boundary: string, limit: number): PartFraming {
  const delimiter = bytesOf(`\r\n--${boundary}`);
  let state: "before" | "head" | "body" | "after" = "before";
  // The first boundary may stand at the very start: as if a line had ended there.
  let rest: Uint8Array<ArrayBuffer> = lineEnd;
  let headers: BodyPart["headers"] = new Map();
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // Bytes of the empty line behind the head.
  let opening = 0;

  const keep = (piece: Uint8Array<ArrayBuffer>): void => {
    if (state !== "body" || piece.length === 0) return;
    const left = piece.subarray(opening);
    opening -= piece.length - left.length;
    size += left.length;
    if (size > limit) throw broken(`has a part of more than ${limit} bytes`);
    pieces.push(left);
  };
  const complete = (): BodyPart[] => {
    if (state !== "body") return [];
    const part = { headers, body: join(pieces) };
    pieces = [];
    size = 0;
    return [part];
  };
  /** Reads a boundary and what stands before it; null: more bytes are needed. */
  const boundaryStep = (): BodyPart[] | null => {
    let at = indexOf(rest, delimiter, 0);
    for (; at >= 0; at = indexOf(rest, delimiter, at + 1)) {
      const next = at + delimiter.length;
      const isLast = rest[next] === 0x2d && rest[next + 1] === 0x2d;
      const line = isLast ? next : indexOf(rest, lineEnd, next);
      const isWhole = line >= 0 && isBlank(rest.subarray(next, line));
      if (isWhole) {
        keep(rest.subarray(0, at));
        const parts = complete();
        state = isLast ? "after" : "head";
        rest = rest.subarray(line);
        return parts;
      }
      if (line < 0 && rest.length - next <= limits.padding && isBlank(rest.subarray(next).filter((byte) => byte !== 0x0d && byte !== 0x2d))) break;
    }
    const kept = at >= 0 ? at : Math.max(0, rest.length - delimiter.length + 1);
    keep(rest.subarray(0, kept));
    rest = rest.subarray(kept);
    return null;
  };
  const headStep = (): BodyPart[] | null => {
    const end = indexOf(rest, headEnd, 0);
    if (end > limits.head || (end < 0 && rest.length > limits.head)) throw broken("has a part whose head does not end");
    if (end < 0) return null;
    headers = headersOf(new TextDecoder().decode(rest.subarray(0, end)));
    // The empty line behind the head may be the one before a boundary: that part has no body.
    rest = rest.subarray(end + 2);
    opening = 2;
    state = "body";
    return [];
  };

  return {
    push(chunk) {
      if (state === "after") return [];
      rest = join([rest, chunk]);
      const parts: BodyPart[] = [];
      for (;;) {
        const found = state === "head" ? headStep() : boundaryStep();
        if (found === null) return parts;
        parts.push(...found);
        if (isOver()) return parts;
      }
    },
    end() {
      if (state !== "after") throw broken("broke off before its last boundary");
    },
  };

  function isOver(): boolean {
    if (state === "after") rest = new Uint8Array();
    return state === "after";
  }
}

function broken(what: string): DecodeError {
  return new DecodeError(`The multipart body ${what}`, { status: 200, contentType: null, text: "" });
}

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x09);

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** Header lines; one that begins with a space goes on with the line before it. */
function headersOf(text: string): BodyPart["headers"] {
  const found = new Map<string, string>();
  for (const line of text.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) found.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return found;
}
