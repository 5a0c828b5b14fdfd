import type { Node } from "yaml";
import type { JsonValue } from "../ir/json.js";
import { isJsonArray, isJsonObject, type JsonObject } from "./json.js";
import { DEFAULT_LIMITS } from "./options.js";
import type { Places } from "./places.js";
import { readMarked, SCALAR, type YamlMarks } from "./yaml-marks.js";

/** A text, its value, and what js-yaml saw when it read it, if that is still known. */
export interface YamlSource {
  readonly text: string;
  readonly value: JsonValue;
  readonly known: YamlMarks | null;
}

/** Finds places in a YAML text: by what js-yaml saw, or in `yaml`'s nodes when that one rejects the text or takes an unusual way through it. */
export async function locateYaml({ text, value, known }: YamlSource, root: Places): Promise<void> {
  const read = known === null ? await readMarked(text, DEFAULT_LIMITS, { json: true }).catch(() => null) : { value, marks: known };
  if (read?.value === undefined || !new MarkReader(text, read.marks).read(root, read.value)) await locateNodes(text, root);
}

async function locateNodes(text: string, root: Places): Promise<void> {
  const { isMap, isNode, isScalar, isSeq, parseDocument } = await import("yaml");
  const markInside = (places: Places, key: string, nodes: { readonly at: unknown; readonly value: unknown }): void => {
    const inside = places.inside(key);
    if (!inside) return;
    if (isNode(nodes.at)) inside.offset = startOf(nodes.at);
    mark(nodes.value, inside);
  };
  const mark = (node: unknown, places: Places): void => {
    if (isMap(node)) {
      for (const pair of node.items) if (isScalar(pair.key)) markInside(places, String(pair.key.value), { at: pair.key, value: pair.value });
    }
    if (isSeq(node)) for (const [index, item] of node.items.entries()) markInside(places, String(index), { at: item, value: item });
  };
  const { contents } = parseDocument(text, { logLevel: "silent", prettyErrors: false });
  root.offset = contents ? startOf(contents) : null;
  mark(contents, root);
}

function startOf(node: Node): number | null {
  return node.range?.[0] ?? null;
}

/** Follows js-yaml's marks along a value. */
class MarkReader {
  readonly #marks: readonly number[];
  readonly #scalars: readonly unknown[];
  readonly #text: string;
  #at = 0;
  #scalar = 0;

  constructor(text: string, { marks, scalars }: YamlMarks) {
    this.#text = text;
    this.#marks = marks;
    this.#scalars = scalars;
  }

  /** False when marks and value don't go together: a value without text, or one that was begun and given up. */
  read(root: Places, value: JsonValue): boolean {
    root.offset = this.#offset ?? null;
    return this.#value(root, value) && this.#at === this.#marks.length;
  }

  /** Where the next value begins; undefined when none does, for the one around it ends. */
  get #offset(): number | undefined {
    const mark = this.#marks[this.#at];
    return mark === undefined || mark < 0 ? undefined : mark;
  }

  /** After the mark of an explicit key. */
  #pastBlanks(offset: number): number {
    let start = offset;
    while (this.#text[start] === " ") start++;
    return start;
  }

  #value(places: Places | null, value: JsonValue | undefined): boolean {
    if (places === null || places.isLeaf || this.#isAlias()) this.#skip();
    else if (isJsonArray(value)) return this.#items(places, value);
    else if (isJsonObject(value)) return this.#members(places, value);
    else this.#skip();
    return true;
  }

  /** An alias begins and ends at once, whatever it stands for. */
  #isAlias(): boolean {
    return this.#marks[this.#at + 1] === SCALAR;
  }

  /** Past a value with all that is in it. */
  #skip(): void {
    let depth = 0;
    do {
      const mark = this.#marks[this.#at++];
      if (mark === undefined) return;
      depth += mark < 0 ? -1 : 1;
      if (mark === SCALAR) this.#scalar++;
    } while (depth > 0);
  }

  #items(places: Places, items: readonly JsonValue[]): boolean {
    this.#at++;
    let index = 0;
    for (let offset = this.#offset; offset !== undefined; offset = this.#offset) {
      const inside = places.inside(String(index));
      if (inside) inside.offset ??= this.#pastBlanks(offset);
      if (!this.#value(inside, items[index])) return false;
      index++;
    }
    this.#at++;
    return index === items.length;
  }

  #members(places: Places, object: JsonObject): boolean {
    this.#at++;
    for (let offset = this.#offset; offset !== undefined; offset = this.#offset) {
      const key = String(this.#scalars[this.#scalar]);
      this.#skip();
      if (this.#offset === undefined) return false;
      const inside = places.inside(key);
      if (inside) inside.offset = this.#pastBlanks(offset);
      if (!this.#value(inside, object[key])) return false;
    }
    this.#at++;
    return true;
  }
}
