import type { DocsView } from "../plan/views.js";
import { commentLine, isPlainComment, tagText } from "./tokens.js";

/** Columns that generated text should stay within where that is possible. */
export const WIDTH = 120;

/** A doc comment with its line feed, indented; nothing when there is nothing to say. */
export function printDocs(docs: DocsView, indent: string): string {
  const [single] = docs.lines;
  if (docs.tags.length === 0 && docs.lines.length <= 1) {
    if (single === undefined || single === "") return "";
    if (indent.length + single.length + 7 <= WIDTH && isPlainComment(single) && !single.endsWith("/")) return `${indent}/** ${single.trimEnd()} */\n`;
  }
  const lines = bodyLines(docs.lines, WIDTH - indent.length - 3);
  const tags = docs.tags.flatMap(({ tag, text }) => tagLines(tag, text));
  if (tags.length > 0 && lines.length > 0) lines.push("");
  lines.push(...tags);
  const only = lines[0];
  if (only === undefined) return "";
  if (lines.length === 1 && indent.length + only.length + 7 <= WIDTH && !only.endsWith("/")) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => (line === "" ? `${indent} *\n` : `${indent} * ${line}\n`)).join("")}${indent} */\n`;
}

function bodyLines(given: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let fenced = false;
  let open: string[] = [];
  const close = (): void => {
    if (open.some((line) => line.length > width)) open = joined(open);
    for (const line of open) {
      if (line.length <= width || /^\s*[|<]/.test(line)) lines.push(line);
      else wrap(line, width, lines);
    }
    open = [];
  };
  const isWide = given.some((line) => line.length > width);
  for (const text of given.every(isPlainComment) ? given : given.flatMap(splitLines)) {
    const line = commentLine(text).trimEnd();
    const isFence = /^\s*(```|~~~)/.test(line);
    if (line === "" || fenced || isFence || (isWide && BLOCK_START.test(line))) close();
    if (isFence) fenced = !fenced;
    if (line === "" && (lines.length === 0 || lines.at(-1) === "")) continue;
    if (line === "" || fenced || isFence) lines.push(line);
    else open.push(line);
  }
  close();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A list item, heading, table row, quotation, tag or code by indentation: never the rest of the line before. */
const BLOCK_START = /^\s*(?:[-*+] |\d+[.)] |[|<>]|#{1,6} |[-=*_]{3,}$)|^(?: {4}|\t)/;

/** A line this long goes on in the next one: its author broke it at some width. */
const FULL = 60;

/** Lines of one paragraph that were broken at another width, as long lines: they are to be broken at ours. */
function joined(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    if (before === undefined || before.length < FULL || /[:\\]$/.test(before)) whole.push(line);
    else whole.push(`${whole.pop()} ${line.trimStart()}`);
  }
  return whole;
}

const splitLines = (text: string): readonly string[] => text.split(/\r\n|[\n\r\u2028\u2029]/);

/** Breaks a long line of prose at spaces; what follows stays under the text of a list item, or in the quotation. */
function wrap(line: string, width: number, into: string[]): void {
  const lead = /^\s*(?:[-*+] |\d+[.)] |(?:> ?)+)?/.exec(line)?.[0] ?? "";
  const hang = lead.includes(">") ? lead : " ".repeat(lead.length);
  let [head, from] = ["", 0];
  while (head.length + line.length - from > width) {
    const last = from + width - head.length;
    let cut = line.lastIndexOf(" ", last);
    if (cut < from + hang.length - head.length + 1) cut = line.indexOf(" ", last);
    if (cut < from + hang.length - head.length + 1) break;
    into.push((head + line.slice(from, cut)).trimEnd());
    from = afterSpace(line, cut);
    head = hang + guard(line.slice(from, from + 40));
  }
  into.push(head + line.slice(from));
}

const afterSpace = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
};

/** A line must not become a list item, heading or tag by being broken there. */
function guard(start: string): string {
  return /^(?:@|[-+#>]\s|\d+[.)]\s)/.test(start) ? "\\" : "";
}

function tagLines(tag: string, text: string): string[] {
  const [first = "", ...more] = splitLines(text).map((line) => tagText(line).trimEnd());
  return [`@${tag}${first === "" ? "" : ` ${first}`}`, ...more];
}
