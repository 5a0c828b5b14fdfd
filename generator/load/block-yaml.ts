import type { JsonValue } from "../ir/json.js";
import type { Places } from "./places.js";
import { readFlow } from "./yaml-flow.js";
import {
  addMember,
  afterLine,
  endLine,
  isGap,
  keyOf,
  plainValue,
  type Read,
  type Resolve,
  readBlock,
  readPlain,
  readQuoted,
  startsPlain,
  Unusual,
} from "./yaml-scalars.js";

/**
 * Reads YAML as people write API descriptions: block mappings and sequences, plain, quoted, literal and folded texts, plain
 * `[...]` and `{...}`. Five times as fast as the library. Null for everything else (anchors, tags, tabs, repeated keys, whatever
 * is wrong): then the library reads the text, and says so. What this reads, it reads as the library does. `places` are found on
 * the way.
 */
export function parseBlockYaml(text: string, resolve: Resolve, places: Places | null = null): { readonly value: JsonValue } | null {
  if (NEVER_PLAIN.test(text)) return null;
  try {
    return { value: new BlockReader(text, resolve).read(places) };
  } catch (error) {
    if (error instanceof Unusual) return null;
    throw error;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what YAML forbids, other line ends, lone surrogates
const NEVER_PLAIN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]|\p{Surrogate}/u;
const LEADING = /(?: *(?:#[^\n]*)?\n)*--- *\n/y;
const BOUNDARY = /(?:---|\.\.\.|%)/y;
const DEEPEST = 64;
const LINE_FEED = 10;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const DASH = 45;
const COLON = 58;
const LIST = 91;
const BAR = 124;
const FOLD = 62;
const MAP = 123;

class BlockReader {
  readonly #text: string;
  readonly #resolve: Resolve;
  #at = 0;
  /** Column of `#at`, which stands at the first thing of a line or behind a dash; -1 at the end. */
  #column = -1;
  #depth = 0;

  constructor(text: string, resolve: Resolve) {
    this.#text = text;
    this.#resolve = resolve;
  }

  read(places: Places | null): JsonValue {
    LEADING.lastIndex = 0;
    this.#at = LEADING.test(this.#text) ? LEADING.lastIndex : 0;
    this.#toContent();
    if (places) places.offset = this.#at;
    const value = this.#column === 0 ? this.#collection(places) : undefined;
    if (value === undefined || this.#column >= 0) throw new Unusual();
    return value;
  }

  /** From the start of a line to the first thing that is neither blank nor a comment. */
  #toContent(): void {
    const text = this.#text;
    for (let at = this.#at; ; ) {
      const lineStart = at;
      while (text.charCodeAt(at) === SPACE) at++;
      const code = text.charCodeAt(at);
      if (code === LINE_FEED) at++;
      else if (code === HASH) at = afterLine(text, at);
      else {
        this.#at = at;
        this.#column = at < text.length ? at - lineStart : -1;
        BOUNDARY.lastIndex = at;
        if (this.#column === 0 && BOUNDARY.test(text)) throw new Unusual();
        return;
      }
    }
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && isGap(this.#text, this.#at + 1);
  }

  /** The sequence or mapping that begins here; undefined when neither does. */
  #collection(places: Places | null): JsonValue | undefined {
    if (this.#isDash()) return this.#sequence(places);
    const key = this.#key();
    return key === null ? undefined : this.#mapping(key, places);
  }

  #mapping(first: Read<string>, places: Places | null): JsonValue {
    if (++this.#depth > DEEPEST) throw new Unusual();
    const column = this.#column;
    const object: Record<string, JsonValue> = {};
    for (let key: Read<string> | null = first; key !== null; key = this.#nextKey(column)) {
      const inside = places?.inside(key.value) ?? null;
      if (inside) inside.offset = this.#at;
      this.#at = key.end;
      addMember(object, key.value, this.#member(column, inside));
    }
    this.#depth--;
    return object;
  }

  /** The key of the next member; null when the mapping is over. */
  #nextKey(column: number): Read<string> | null {
    if (this.#column < column) return null;
    const key = this.#column > column || this.#isDash() ? null : this.#key();
    if (key === null) throw new Unusual();
    return key;
  }

  /** What follows a key: on its line, or below it. */
  #member(column: number, places: Places | null): JsonValue {
    const text = this.#text;
    let at = this.#at;
    while (text.charCodeAt(at) === SPACE) at++;
    if (!this.#endsLine(at)) return this.#scalar(at, column, places);
    this.#at = afterLine(text, at);
    this.#toContent();
    return this.#column === column && this.#isDash() ? this.#sequence(places) : this.#below(column, places);
  }

  #sequence(places: Places | null): JsonValue {
    if (++this.#depth > DEEPEST) throw new Unusual();
    const text = this.#text;
    const column = this.#column;
    const items: JsonValue[] = [];
    do {
      const inside = places?.inside(String(items.length)) ?? null;
      let at = this.#at + 1;
      while (text.charCodeAt(at) === SPACE) at++;
      const isBelow = this.#endsLine(at);
      if (isBelow) {
        this.#at = afterLine(text, at);
        this.#toContent();
      } else {
        this.#column = column + at - this.#at;
        this.#at = at;
      }
      if (inside) inside.offset ??= this.#at;
      items.push(isBelow ? this.#below(column, inside) : (this.#collection(inside) ?? this.#scalar(at, column, inside)));
    } while (this.#column === column && this.#isDash());
    if (this.#column > column) throw new Unusual();
    this.#depth--;
    return items;
  }

  /** A value on the lines below; null when they are indented no more than what it belongs to. */
  #below(column: number, places: Places | null): JsonValue {
    if (this.#column <= column) return null;
    return this.#collection(places) ?? this.#scalar(this.#at, column, places);
  }

  #endsLine(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === LINE_FEED || at >= this.#text.length || (code === HASH && this.#text.charCodeAt(at - 1) === SPACE);
  }

  /** The key that stands here, and the end of its colon; null when none does. */
  #key(): Read<string> | null {
    const text = this.#text;
    const start = this.#at;
    const code = text.charCodeAt(start);
    if (code === QUOTE || code === APOSTROPHE) {
      const quoted = readQuoted(text, start, -1);
      let { end } = quoted;
      while (text.charCodeAt(end) === SPACE) end++;
      if (text.charCodeAt(end) !== COLON || !isGap(text, end + 1)) return null;
      if (text.slice(start, end).includes("\n")) throw new Unusual();
      return { value: quoted.value, end: end + 1 };
    }
    if (!startsPlain(text, start)) return null;
    for (let at = start, last = start; ; at++) {
      const next = text.charCodeAt(at);
      if (next === SPACE) continue;
      if (next === LINE_FEED || at >= text.length || (next === HASH && last < at)) return null;
      if (next === COLON && isGap(text, at + 1)) return { value: keyOf(text.slice(start, last), this.#resolve), end: at + 1 };
      last = at + 1;
    }
  }

  /** Everything that is no block collection; continued lines are indented more than `parent`. */
  #scalar(at: number, parent: number, places: Places | null): JsonValue {
    const text = this.#text;
    const code = text.charCodeAt(at);
    let value: JsonValue;
    if (code === BAR || code === FOLD) {
      const block = readBlock(text, at, parent);
      value = block.value;
      this.#at = block.end;
    } else if (code === QUOTE || code === APOSTROPHE) {
      const quoted = readQuoted(text, at, parent);
      value = quoted.value;
      this.#at = endLine(text, quoted.end);
    } else if (code === LIST || code === MAP) {
      const flow = readFlow(text, at, { parent, resolve: this.#resolve, places, depth: this.#depth });
      value = flow.value;
      this.#at = endLine(text, flow.end);
    } else {
      const plain = readPlain(text, at, parent);
      value = plainValue(plain.value, this.#resolve);
      this.#at = plain.end;
    }
    this.#toContent();
    return value;
  }
}
