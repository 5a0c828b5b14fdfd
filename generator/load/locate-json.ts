import type { Places } from "./places.js";

interface Frame {
  readonly places: Places | null;
  readonly isArray: boolean;
  index: number;
  /** The place of the value that comes next. */
  next: Places | null;
  isKey: boolean;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Finds places in a JSON text, in one pass without recursion. The text has been parsed before, so it is well-formed; throws SyntaxError at a key without quotes: then it is YAML. */
export function locateJson(text: string, root: Places): void {
  const stack: Frame[] = [];
  let top: Frame | null = null;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === COLON) continue;
    if (code === COMMA) {
      if (top) nextMember(top);
    } else if (code === QUOTE && top?.isKey) {
      const end = stringEnd(text, at);
      readKey(top, text, { start: at, end });
      at = end;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      stack.pop();
      top = stack.at(-1) ?? null;
    } else if (top?.isKey) {
      throw new SyntaxError(`A key without quotes at ${at}.`);
    } else {
      const place: Places | null = top ? top.next : root;
      if (place && (top === null || top.isArray)) place.offset ??= at;
      if (code === QUOTE) at = stringEnd(text, at);
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        top = frameOf(place, code === OPEN_BRACKET);
        stack.push(top);
      }
    }
  }
}

function frameOf(places: Places | null, isArray: boolean): Frame {
  const wanted = places && !places.isLeaf ? places : null;
  return { places: wanted, isArray, index: 0, next: isArray ? (wanted?.inside("0") ?? null) : null, isKey: !isArray };
}

function nextMember(frame: Frame): void {
  frame.index++;
  frame.isKey = !frame.isArray;
  frame.next = frame.isArray ? (frame.places?.inside(String(frame.index)) ?? null) : null;
}

function readKey(frame: Frame, text: string, at: { readonly start: number; readonly end: number }): void {
  frame.isKey = false;
  if (!frame.places) return;
  const key: unknown = JSON.parse(text.slice(at.start, at.end + 1));
  frame.next = frame.places.inside(String(key));
  if (frame.next) frame.next.offset = at.start;
}

/** The index of the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end;
  }
}
