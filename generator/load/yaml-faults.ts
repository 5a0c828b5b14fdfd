import type { Document, LineCounter } from "yaml";
import type { TextProblem } from "./yaml.js";

/** What the parser says of one place, with the text around it. */
interface Fault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

interface Words {
  readonly message: string;
  readonly remedy: string;
  /** Where it is told, if not where the parser noticed it. */
  readonly offset?: number;
}

/** Where a text came from, for looking at what stands around a fault. */
export interface Faulty {
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

const most = 10;

/**
 * The faults of a text, one for each line that has any: what a parser says after its first complaint about a line follows from
 * that one, and so does everything after a bracket that closes nothing.
 */
export async function yamlFaults(faulty: Faulty): Promise<readonly TextProblem[]> {
  const { text, document, lines } = faulty;
  const conflict = /^<{7} /m.exec(text);
  if (conflict !== null)
    return [told({ message: "The file holds a conflict that a merge left behind.", remedy: "Resolve it first.", offset: conflict.index }, lines)];
  const spans = await spansOf(document);
  const faults = document.errors.map(({ code, message, pos }): Fault => ({ code, message, offset: pos[0] }));
  const stray = faults.findIndex(({ message }) => message.includes("in YAML stream"));
  const heard = (stray < 0 ? faults : faults.slice(0, stray + 1)).filter(({ code }) => code !== "DUPLICATE_KEY");
  const seen = new Set<number | null>();
  const problems: TextProblem[] = [];
  for (const fault of withTabsOnce(heard)) {
    const { line } = lines.linePos(fault.offset);
    const problem = told({ offset: fault.offset, ...wordsFor(fault, { ...faulty, spans }) }, lines);
    if (!seen.has(line) && !seen.has(problem.line)) problems.push(problem);
    seen.add(line).add(problem.line);
  }
  return problems.slice(0, most);
}

/** Keys that stand twice: no fault, for the last one counts. */
export function yamlRepeats({ text, document, lines }: Faulty): readonly TextProblem[] {
  return document.errors
    .filter(({ code }) => code === "DUPLICATE_KEY")
    .map(({ pos: [start] }) => {
      const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\n]*)/.exec(text.slice(start, start + 200))?.[0] ?? "";
      const message = `The key "${key.replace(/^(["'])(.*)\1$/, "$2").trimEnd()}" stands twice in one mapping.`;
      return { ...told({ message, remedy: "Keep one of the two: the last one counts.", offset: start }, lines), code: "yaml-duplicate-key", fatal: false };
    });
}

/** The first alias without an anchor: only making the value finds it. Null when that is not what failed. */
export async function danglingAlias({ text, document, lines }: Faulty): Promise<TextProblem | null> {
  const { visit } = await import("yaml");
  const dangling: number[] = [];
  visit(document, { Alias: (_, alias) => void (alias.resolve(document) === undefined && dangling.push(alias.range?.[0] ?? 0)) });
  const [offset = null] = dangling;
  return offset === null ? null : told({ ...aliasWords(text, offset), offset }, lines);
}

function told({ message, remedy, offset = 0 }: Words, lines: LineCounter): TextProblem {
  const { line, col } = lines.linePos(offset);
  return { code: "yaml-syntax", message, remedy, line, column: col, fatal: true };
}

/** A file that is indented by tabs has them on every line. */
function withTabsOnce(faults: readonly Fault[]): readonly Fault[] {
  const tabs = faults.filter(({ code }) => code === "TAB_AS_INDENT");
  const [first] = tabs;
  if (first === undefined) return faults;
  const more = tabs.length > 1 ? ` (and ${tabs.length - 1} more)` : "";
  return [{ ...first, message: `This line${more} is indented by a tab, which YAML does not take.` }, ...faults.filter(({ code }) => code !== "TAB_AS_INDENT")];
}

/** A bracket pair or a quoted text, as far as the parser could tell. */
interface Span {
  readonly start: number;
  readonly end: number;
}

async function spansOf(document: Document): Promise<readonly Span[]> {
  const { isCollection, isScalar, visit } = await import("yaml");
  const spans: Span[] = [];
  visit(document, {
    Node: (_, node) => {
      const isSpan = (isCollection(node) && node.flow === true) || (isScalar(node) && /^QUOTE/.test(node.type ?? ""));
      if (isSpan && node.range) spans.push({ start: node.range[0], end: node.range[1] });
    },
  });
  return spans;
}

interface Around extends Faulty {
  readonly spans: readonly Span[];
}

function wordsFor(fault: Fault, around: Around): Words {
  const { code, message } = fault;
  const { text, lines } = around;
  const bracket = / and end with a ([}\]])/.exec(message)?.[1];
  const quote = /Missing closing (["'])/.exec(message)?.[1];
  if (bracket !== undefined) {
    const opening = bracket === "}" ? "{" : "[";
    const why = `The \`${opening}\` that opens here is not closed before line ${lines.linePos(fault.offset).line}.`;
    return { message: why, remedy: `Close it with \`${bracket}\`, or indent what belongs inside.`, offset: openedAt(fault, around, [opening]) };
  }
  if (quote !== undefined)
    return { message: "The text that opens here has no closing quote.", remedy: `Close it with \`${quote}\`.`, offset: openedAt(fault, around, [quote]) };
  if (code === "TAB_AS_INDENT") return { message, remedy: "Indent it by spaces." };
  if (code === "MULTIPLE_DOCS") return { message: "The file holds several YAML documents.", remedy: "Keep one of them." };
  if (code === "BLOCK_AS_IMPLICIT_KEY") return nested(fault, around);
  if (code === "MULTILINE_IMPLICIT_KEY" || /followed by map values/.test(message))
    return { message: "This line is neither `key: value` nor part of the one above.", remedy: "Add the colon, or indent it." };
  if (/same column|without - indicator/.test(message))
    return { message: "This line is indented unlike those that it stands beside.", remedy: "Align it with them." };
  if (code === "BAD_SCALAR_START") return { message: `A value can't begin with \`${text[fault.offset]}\` as it stands.`, remedy: "Put the value in quotes." };
  if (code === "BAD_DQ_ESCAPE") return escaped(text.slice(fault.offset, fault.offset + 2));
  if (code === "BAD_ALIAS") return aliasWords(text, fault.offset);
  const closing = /in YAML stream: "([}\]])"/.exec(message)?.[1];
  if (closing !== undefined) return { message: `A \`${closing}\` closes what was never opened.`, remedy: "Delete it, or open the bracket before." };
  return { message: message.endsWith(".") ? message : `${message}.`, remedy: "Mend the YAML at this place." };
}

/** Where the innermost bracket or quote before a fault opens that has no end. */
function openedAt({ offset }: Fault, { text, spans }: Around, openings: readonly string[]): number {
  const closed: Readonly<Record<string, string>> = { "{": "}", "[": "]", '"': '"', "'": "'" };
  const open = spans.filter(({ start, end }) => {
    const opening = text[start] ?? "";
    return start < offset && openings.includes(opening) && (end - start < 2 || text.slice(start, end).trimEnd().at(-1) !== closed[opening]);
  });
  const last = open.reduce((latest, { start }) => Math.max(latest, start), -1);
  return last < 0 ? offset : last;
}

/** Either a second colon on the line, or a line below that is indented too far. */
function nested({ offset }: Fault, { text }: Around): Words {
  const end = text.indexOf("\n", offset);
  const rest = end < 0 ? text.slice(offset) : text.slice(offset, end);
  if (/:(\s|$)/.test(rest)) return { message: "The value holds a colon, which begins a mapping.", remedy: "Put the value in quotes." };
  const below = /\n+[ ]*/y;
  below.lastIndex = end;
  return {
    message: "This line is indented deeper than the one above, which has its value already.",
    remedy: "Align it with the line above.",
    offset: below.test(text) ? below.lastIndex : offset,
  };
}

const escaped = (pair: string): Words => ({
  message: `\`${pair}\` means nothing between double quotes.`,
  remedy: `Write \`\\${pair}\`, or use single quotes, where a backslash is just that.`,
});

function aliasWords(text: string, offset: number): Words {
  const name = /^\*([^\s,[\]{}]*)/.exec(text.slice(offset, offset + 100))?.[1] ?? "";
  return {
    message: `A \`*\` refers to an anchor, and there is no \`&${name}\`${name === "" ? " of this name" : ""} before it.`,
    remedy: "Put the value in quotes if it is meant as text.",
  };
}
