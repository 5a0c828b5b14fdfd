/** Tags that descriptions are written in, by what they become in Markdown. */
const blocks: ReadonlyMap<string, string> = new Map([
  ["p", "\n\n"],
  ["div", "\n\n"],
  ["para", "\n\n"],
  ["br", "\n"],
  ["ul", "\n"],
  ["ol", "\n"],
  ["li", "\n- "],
  ["dt", "\n"],
  ["dd", "\n"],
  ["hr", "\n\n"],
]);
const marks: ReadonlyMap<string, string> = new Map([
  ["b", "**"],
  ["strong", "**"],
  ["h1", "**"],
  ["h2", "**"],
  ["h3", "**"],
  ["h4", "**"],
  ["h5", "**"],
  ["i", "*"],
  ["em", "*"],
  ["code", "`"],
  ["tt", "`"],
  ["kbd", "`"],
  ["a", "["],
]);
const dropped: ReadonlySet<string> = new Set(["span", "font", "small", "u", "center", "note", "important", "fullname", "dl", "img", "abbr"]);

/** Marks nest no deeper than this: more of them say nothing. */
const deepest = 8;

const token = /```[\s\S]*?```|`[^`\n]*`|<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*|\/)?)>/gi;
const entity = /&(?:nbsp|quot|apos|amp|mdash|ndash|hellip|rsquo|lsquo|rdquo|ldquo|#39|#x27|#34|lt|gt);/g;
const characters: Readonly<Record<string, string>> = {
  nbsp: " ",
  quot: '"',
  apos: "'",
  amp: "&",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  rsquo: "’",
  lsquo: "‘",
  rdquo: "”",
  ldquo: "“",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
  lt: "<",
  gt: ">",
};

/**
 * Prose that is written in HTML as Markdown, for doc comments are read as that. Text without tags that it knows, tables, code and
 * tags that it doesn't know stay as they are.
 */
export function toMarkdown(text: string): string {
  if (text.includes("<") && !/^[ \t]*\|/m.test(text)) return new Converter(text).convert();
  return text.includes("&") ? withoutEntities(text, false) : text;
}

/** An entity as the character; outside code `&lt;` and `&gt;` stay, else a placeholder would become a tag. */
function withoutEntities(text: string, isCode: boolean): string {
  return text.replace(entity, (found) => {
    const name = found.slice(1, -1);
    return !isCode && (name === "lt" || name === "gt") ? found : (characters[name] ?? found);
  });
}

interface OpenMark {
  readonly tag: string;
  /** Place of its sign in the output. */
  readonly at: number;
  readonly href: string | null;
}

class Converter {
  readonly #text: string;
  readonly #out: string[] = [];
  readonly #open: OpenMark[] = [];
  #found = false;

  constructor(text: string) {
    this.#text = text;
  }

  convert(): string {
    let from = 0;
    for (const match of this.#text.matchAll(token)) {
      this.#prose(this.#text.slice(from, match.index));
      from = match.index + match[0].length;
      this.#tag(match);
    }
    this.#prose(this.#text.slice(from));
    for (const { at } of this.#open) this.#out[at] = "";
    return this.#found ? tidied(this.#out.join(""), /```|\n[ \t]+\S/.test(this.#text)) : withoutEntities(this.#text, false);
  }

  #prose(text: string): void {
    if (text !== "") this.#out.push(withoutEntities(text, this.#open.some(isCode)));
  }

  #tag([whole, slash = "", name, rest = ""]: RegExpExecArray): void {
    const tag = name?.toLowerCase() ?? "";
    const block = blocks.get(tag);
    const isKnown = name !== undefined && (block !== undefined || marks.has(tag) || dropped.has(tag));
    if (!isKnown) {
      this.#out.push(whole);
      return;
    }
    this.#found = true;
    if (block !== undefined) this.#out.push(slash === "" || tag === "p" || tag === "div" ? block : tag === "li" ? "" : "\n");
    else if (marks.has(tag) && !(isCode({ tag }) ? false : this.#open.some(isCode))) this.#mark(tag, slash, rest);
  }

  /** Nothing is marked without an end, or without anything inside. */
  #mark(tag: string, slash: string, rest: string): void {
    const sign = marks.get(tag) ?? "";
    if (slash === "") {
      if (rest.endsWith("/") || this.#open.length === deepest) return;
      this.#open.push({ tag, at: this.#out.length, href: tag === "a" ? hrefIn(rest) : null });
      this.#out.push(tag.startsWith("h") ? `\n\n${sign}` : sign);
      return;
    }
    const last = this.#open.at(-1);
    if (last?.tag !== tag) return;
    this.#open.pop();
    const inner = this.#out.splice(last.at + 1).join("");
    this.#out[last.at] = inner.trim() === "" || (tag === "a" && last.href === null) ? inner : this.#marked(inner, last);
  }

  /** White space at the ends goes outside the signs, where it counts as such. */
  #marked(inner: string, { tag, at, href }: OpenMark): string {
    const said = inner.trim();
    const sign = marks.get(tag) ?? "";
    const end = tag === "a" ? `](${href})` : tag.startsWith("h") ? `${sign}\n\n` : sign;
    const text = said === href ? said : `${this.#out[at]}${said}${end}`;
    return `${/^\s/.test(inner) ? " " : ""}${text}${/\s$/.test(inner.slice(-1)) ? " " : ""}`;
  }
}

const isCode = ({ tag }: { readonly tag: string }): boolean => marks.get(tag) === "`";

function hrefIn(attributes: string): string | null {
  const found = /\bhref\s*=\s*(?:"([^"\s]*)"|'([^'\s]*)')/i.exec(attributes);
  const href = withoutEntities(found?.[1] ?? found?.[2] ?? "", true);
  return href === "" ? null : href.replaceAll(")", "%29");
}

/** Without the white space that HTML doesn't show: between blocks, at the ends of lines, repeated. What Markdown indents stays. */
function tidied(text: string, isIndented: boolean): string {
  const lines = isIndented ? text : text.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n");
  return lines
    .replace(/\n{3,}/g, "\n\n")
    .replace(/\n-\s{1,4}/g, "\n- ")
    .trim();
}
