import type { JsonValue } from "../ir/json.js";
import type { Places } from "./places.js";
import { addMember, isGap, keyOf, plainValue, type Read, type Resolve, readQuoted, startsPlain, Unusual } from "./yaml-scalars.js";

/** Where a flow collection stands. */
export interface FlowPlace {
  /** Its lines are indented more than this. */
  readonly parent: number;
  readonly resolve: Resolve;
  readonly places: Places | null;
  readonly depth: number;
}

const DEEPEST = 64;
const LINE_FEED = 10;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const COMMA = 44;
const COLON = 58;
const LIST = 91;
const LIST_END = 93;
const MAP = 123;
const MAP_END = 125;
const MARKS: ReadonlySet<number> = new Set([COMMA, LIST, LIST_END, MAP, MAP_END]);
const LEADERS: ReadonlySet<number> = new Set([..."-?:"].map((char) => char.charCodeAt(0)));

/** `[a, b]` or `{ a: b }`, with everything in it given in full. Throws Unusual for what is spelt in another way. */
export function readFlow(text: string, start: number, place: FlowPlace): Read<JsonValue> {
  if (place.depth > DEEPEST) throw new Unusual();
  const inner = { ...place, depth: place.depth + 1 };
  return text.charCodeAt(start) === LIST ? readList(text, start, inner) : readMap(text, start, inner);
}

function readList(text: string, start: number, place: FlowPlace): Read<JsonValue> {
  const items: JsonValue[] = [];
  let at = skip(text, start + 1, place.parent);
  while (text.charCodeAt(at) !== LIST_END) {
    const places = place.places?.inside(String(items.length)) ?? null;
    if (places) places.offset ??= at;
    const item = readValue(text, at, { ...place, places });
    items.push(item.value);
    at = nextEntry(text, item.end, { parent: place.parent, close: LIST_END });
  }
  return { value: items, end: at + 1 };
}

function readMap(text: string, start: number, place: FlowPlace): Read<JsonValue> {
  const object: Record<string, JsonValue> = {};
  let at = skip(text, start + 1, place.parent);
  while (text.charCodeAt(at) !== MAP_END) {
    const code = text.charCodeAt(at);
    const isQuoted = code === QUOTE || code === APOSTROPHE;
    const key = isQuoted ? readQuoted(text, at, place.parent) : readPlainPart(text, at);
    let colon = key.end;
    while (text.charCodeAt(colon) === SPACE) colon++;
    if (text.charCodeAt(colon) !== COLON || !(isGap(text, colon + 1) || isQuoted)) throw new Unusual();
    const name = isQuoted ? key.value : keyOf(key.value, place.resolve);
    const places = place.places?.inside(name) ?? null;
    if (places) places.offset = at;
    const value = readValue(text, skip(text, colon + 1, place.parent), { ...place, places });
    addMember(object, name, value.value);
    at = nextEntry(text, value.end, { parent: place.parent, close: MAP_END });
  }
  return { value: object, end: at + 1 };
}

function readValue(text: string, at: number, place: FlowPlace): Read<JsonValue> {
  const code = text.charCodeAt(at);
  if (code === LIST || code === MAP) return readFlow(text, at, place);
  if (code === QUOTE || code === APOSTROPHE) return readQuoted(text, at, place.parent);
  const plain = readPlainPart(text, at);
  return { value: plainValue(plain.value, place.resolve), end: plain.end };
}

/** Past a comma to the next entry, or to the closing bracket. */
function nextEntry(text: string, from: number, { parent, close }: { readonly parent: number; readonly close: number }): number {
  const at = skip(text, from, parent);
  const code = text.charCodeAt(at);
  if (code === close) return at;
  if (code !== COMMA) throw new Unusual();
  return skip(text, at + 1, parent);
}

/** Past blanks; a line that is indented no more than `parent` is unusual, but for a bracket that closes (few parsers mind it). */
function skip(text: string, from: number, parent: number): number {
  let at = from;
  for (;;) {
    while (text.charCodeAt(at) === SPACE) at++;
    if (text.charCodeAt(at) !== LINE_FEED) return at;
    const lineStart = ++at;
    while (text.charCodeAt(at) === SPACE) at++;
    const code = text.charCodeAt(at);
    if (code !== LINE_FEED && code !== LIST_END && code !== MAP_END && at - lineStart <= parent) throw new Unusual();
  }
}

function readPlainPart(text: string, start: number): Read<string> {
  if (!startsPlain(text, start) || (LEADERS.has(text.charCodeAt(start)) && MARKS.has(text.charCodeAt(start + 1)))) throw new Unusual();
  for (let at = start, last = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) continue;
    if (code === LINE_FEED || MARKS.has(code) || (code === COLON && isGap(text, at + 1))) return { value: text.slice(start, last), end: last };
    if (at >= text.length || (code === HASH && last < at) || (code === COLON && MARKS.has(text.charCodeAt(at + 1)))) throw new Unusual();
    last = at + 1;
  }
}
