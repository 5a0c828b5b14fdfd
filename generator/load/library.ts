import { type Diagnostic, doubt, problem, type Report } from "../diagnostics.js";
import type { JsonValue } from "../ir/json.js";
import type { SpecFile } from "../ir/spec-document.js";
import { foreignText } from "./foreign.js";
import type { Input } from "./hash.js";
import { fileName, isTextFile } from "./names.js";
import { isWhole, notUtf8, parseText, textDiagnostic, textOf } from "./parse.js";
import type { Reader } from "./read.js";
import { Refs, type Target } from "./refs.js";
import { Refusal } from "./refusal.js";
import { isCovered, type RefUse, type ScanStart, scanRefs } from "./scan.js";
import { rememberSource, sourceOf } from "./sources.js";

/** A file as it was read: its bytes, and the text that they are. */
interface Read {
  readonly url: string;
  readonly name: string;
  readonly bytes: Buffer;
  readonly text: string;
}

/** All files of one document: the entry, then whatever references lead to. */
export class Library {
  readonly files: Map<string, SpecFile> = new Map();
  readonly #reader: Reader;
  readonly #report: Report;
  readonly #refs: Refs = new Refs(this);
  readonly #visited = new Set<object>();
  readonly #refused = new Map<string, Diagnostic>();
  #entry: SpecFile | null = null;
  #opened = 0;

  constructor(reader: Reader, report: Report) {
    this.#reader = reader;
    this.#report = report;
  }

  /** Reads and parses the entry document; null (and said why) when it can't be parsed. Throws Refusal when it can't be read. */
  async openEntry(source: string): Promise<SpecFile | null> {
    const bytes = await this.#reader.entry();
    const name = source === "-" ? "-" : fileName(this.#reader.entryUrl, this.#reader.entryUrl);
    const text = textOf(bytes);
    const foreign = foreignText(text);
    if (foreign === null) return this.#parse({ url: this.#reader.entryUrl, name, bytes, text });
    this.#report(problem(foreign.code, `${name}#`, foreign.message, foreign.remedy));
    return null;
  }

  /** Makes a (perhaps overlaid) root the entry document's. */
  replaceEntry(root: JsonValue): SpecFile {
    const before = this.files.get(this.#reader.entryUrl);
    const entry: SpecFile = before && before.root === root ? before : { url: this.#reader.entryUrl, name: before?.name ?? "-", root };
    const bytes = before && sourceOf(before);
    if (bytes) rememberSource(entry, bytes);
    this.files.set(entry.url, entry);
    this.#entry = entry;
    return entry;
  }

  /** Reads every file that references lead to, round by round, and reports all that lead nowhere. False when the nesting is refused. */
  async openReferences(): Promise<boolean> {
    const entry = this.#entry;
    if (!entry) return false;
    const uses: RefUse[] = [];
    const started = new Set<string>();
    let starts: ScanStart[] = [{ file: entry, value: entry.root, pointer: "", base: entry.url }];
    while (starts.length > 0) {
      const found: RefUse[] = [];
      for (const start of starts) {
        const scan = scanRefs(start, this.#reader.limits.depth, start.file === entry && start.pointer === "" ? null : this.#visited);
        if (scan.tooDeep !== null) return this.#tooDeep(start.file, scan.tooDeep);
        for (const use of scan.uses) found.push(use);
      }
      starts = await this.#targetsOf(found, started);
      for (const use of found) uses.push(use);
    }
    for (const use of uses) this.#judge(use);
    return true;
  }

  /** The entry's name and bytes, for hashing. */
  entryInput(): Input {
    return this.#input(this.#entry);
  }

  /** The other files' names and bytes. */
  referencedInputs(): readonly Input[] {
    return [...this.files.values()].filter((file) => file !== this.#entry).map((file) => this.#input(file));
  }

  #input(file: SpecFile | null): Input {
    return { name: file === this.#entry ? "" : (file?.name ?? ""), bytes: (file && sourceOf(file)) ?? Buffer.alloc(0) };
  }

  /** Reads the files that the uses lead to, then gives the targets that no scan has passed yet. */
  async #targetsOf(uses: readonly RefUse[], started: Set<string>): Promise<ScanStart[]> {
    const wanted = new Map<string, RefUse>();
    for (const use of uses) {
      const found = this.#refs.lookup(use.ref, use.base);
      if (found.kind === "unread" && !this.#refused.has(found.url)) wanted.set(found.url, wanted.get(found.url) ?? use);
    }
    await this.#openAll([...wanted]);
    const starts: ScanStart[] = [];
    for (const use of uses) {
      const found = this.#refs.lookup(use.ref, use.base);
      if (found.kind !== "found" || started.has(found.target.key)) continue;
      started.add(found.target.key);
      if (found.target.file !== this.#entry || !isCovered(found.target)) starts.push(startAt(found.target));
    }
    return starts;
  }

  /** Read together, taken in the order in which they are referred to: what comes out depends on no disk or network. */
  async #openAll(wanted: readonly (readonly [string, RefUse])[]): Promise<void> {
    const together = 8;
    for (let index = 0; index < wanted.length; index += together) {
      const batch = wanted.slice(index, index + together);
      const read = await Promise.all(batch.map(([url, use]) => this.#fetch(url, use)));
      for (const [position, [url, use]] of batch.entries()) await this.#take(url, use, read[position] ?? null);
    }
  }

  /** Null: refused. */
  async #fetch(url: string, use: RefUse): Promise<Buffer | null> {
    try {
      if (++this.#opened > this.#reader.limits.files - 1) {
        throw new Refusal("input-too-large", `The document refers to more than ${this.#reader.limits.files} files.`, "Bundle it first.");
      }
      return await this.#reader.referenced(url, use.file.url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refused.set(url, refusedReference(error, `${use.file.name}#${use.at}`));
      return null;
    }
  }

  async #take(url: string, use: RefUse, bytes: Buffer | null): Promise<void> {
    if (bytes === null) return;
    const name = fileName(url, this.#reader.entryUrl);
    const text = textOf(bytes);
    const file = isTextFile(use.ref) ? this.#keep({ url, name, root: text }, bytes) : await this.#parse({ url, name, bytes, text });
    if (!file) this.#refused.set(url, doubt("ref-unparsable", `${use.file.name}#${use.at}`, `${name} can't be parsed.`, "Mend that file first."));
  }

  async #parse({ url, name, bytes, text }: Read): Promise<SpecFile | null> {
    if (!isWhole(text, bytes)) this.#report(notUtf8(name));
    const outcome = await parseText(text, this.#reader.limits);
    for (const each of outcome.problems) this.#report(textDiagnostic(each, name));
    if (outcome.problems.some((each) => each.fatal)) return null;
    return this.#keep({ url, name, root: outcome.value }, bytes);
  }

  #keep(file: SpecFile, bytes: Buffer): SpecFile {
    this.files.set(file.url, file);
    rememberSource(file, bytes);
    return file;
  }

  #judge(use: RefUse): void {
    const found = this.#refs.follow(use.ref, use.base);
    if (found.kind === "found") return;
    const at = `${use.file.name}#${use.at}`;
    const uses = use.count > 1 ? ` (${use.count} uses)` : "";
    const written = JSON.stringify(use.ref);
    if (found.kind === "unread") {
      const why = this.#refused.get(found.url);
      if (why) this.#report({ ...why, at, message: `The reference ${written} can't be followed${uses}: ${why.message}` });
    } else if (found.kind === "missing") {
      const place = `${found.file.name}#${found.fragment}`;
      this.#report(
        doubt("ref-not-found", at, `The reference ${written} leads nowhere${uses}: there is no ${place}.`, "Mend the reference, or add what it names."),
      );
    } else if (found.kind === "circular") {
      this.#report(doubt("ref-circular", at, `The reference ${written} leads in a circle: ${found.chain.join(" > ")}.`, "Let one of them say what it is."));
    } else {
      this.#report(
        doubt("ref-invalid", at, `The reference ${written} is no URL${uses}.`, "References are relative or absolute URLs, percent-encoded where needed."),
      );
    }
  }

  #tooDeep(file: SpecFile, pointer: string): false {
    const message = `Values are nested more than ${this.#reader.limits.depth} levels deep.`;
    const short = pointer.length > 200 ? pointer.slice(0, pointer.lastIndexOf("/", 200)) : pointer;
    this.#report(problem("nesting-too-deep", `${file.name}#${short}`, message, "Give the inner schemas names under components and refer to them."));
    return false;
  }
}

function startAt(target: Target): ScanStart {
  return { file: target.file, value: target.value, pointer: target.pointer, base: target.base };
}

/** References that were refused for safety are errors; those that merely failed leave a wider type. */
function refusedReference(refusal: Refusal, at: string): Diagnostic {
  const isPolicy = refusal.code.startsWith("ref-") || refusal.code === "input-too-large";
  const code = refusal.code === "input-not-found" ? "ref-not-found" : refusal.code === "fetch-failed" ? "ref-unreachable" : refusal.code;
  return isPolicy ? problem(code, at, refusal.message, refusal.remedy) : doubt(code, at, refusal.message, refusal.remedy);
}
