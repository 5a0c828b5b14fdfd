/** Where a text stops being JSON, and what belongs there. */
export interface JsonFault {
  readonly offset: number;
  /** `a value`, `"," or "]"` */
  readonly wanted: string;
  /** What stands there instead; null at the end of the text. */
  readonly found: string | null;
}

type State = "value" | "item" | "first key" | "key" | "colon" | "next" | "end";

const token =
  /[{}[\],:]|"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y;
const blank = /[ \t\r\n]*/y;

/** Finds the first place that no JSON parser goes beyond, whatever the engine says of it (which differs); null in sound JSON. */
export function jsonFault(text: string): JsonFault | null {
  const open: string[] = [];
  let state: State = "value";
  for (let at = skip(text, 0); ; at = skip(text, token.lastIndex)) {
    if (at === text.length && state === "end") return null;
    token.lastIndex = at;
    const found = token.exec(text)?.[0] ?? null;
    const next: State | null = found === null || at === text.length ? null : after(state, found, open);
    if (next === null) return { offset: at, wanted: wantedIn(state, open), found: at === text.length ? null : (found ?? piece(text, at)) };
    state = next;
  }
}

function skip(text: string, from: number): number {
  blank.lastIndex = from;
  blank.exec(text);
  return blank.lastIndex;
}

/** The state behind a token; null where it doesn't belong. Brackets are noted in `open`. */
function after(state: State, found: string, open: string[]): State | null {
  const rest = (): State => (open.length === 0 ? "end" : "next");
  const closes = open.at(-1) === "{" ? "}" : "]";
  if (found === closes && (state === "next" || (state === "item" && closes === "]") || (state === "first key" && closes === "}"))) {
    open.pop();
    return rest();
  }
  if (state === "next") return found !== "," ? null : open.at(-1) === "{" ? "key" : "value";
  if (state === "first key" || state === "key") return found.startsWith('"') ? "colon" : null;
  if (state === "colon") return found === ":" ? "value" : null;
  if (state === "end" || /^[}\],:]$/.test(found)) return null;
  if (found !== "{" && found !== "[") return rest();
  open.push(found);
  return found === "{" ? "first key" : "item";
}

function wantedIn(state: State, open: readonly string[]): string {
  const closing = open.at(-1) === "{" ? '"}"' : '"]"';
  const words: Readonly<Record<State, string>> = {
    value: "a value",
    item: 'a value or "]"',
    "first key": 'a key in double quotes or "}"',
    key: "a key in double quotes",
    colon: '":"',
    next: `"," or ${closing}`,
    end: "nothing more",
  };
  return words[state];
}

/** A look at what is no token. */
function piece(text: string, at: number): string {
  return /^(?:"[^"\n]{0,20}|[^\s,:[\]{}"]{1,20}|.)/su.exec(text.slice(at, at + 24))?.[0] ?? "";
}
