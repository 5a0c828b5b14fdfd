import type { Event } from "js-yaml";
import type { Node } from "yaml";
import { parseIndented } from "./indentation.js";
import type { LoadLimits } from "./options.js";
import type { Places } from "./places.js";
import type { YamlEvents } from "./yaml-events.js";

/** A text, and what was made of it already, if anything. */
export interface YamlSource {
  readonly text: string;
  readonly known: YamlEvents | null;
}

/**
 * Finds places in a YAML text: from js-yaml's events, or from `yaml`'s nodes when that one rejects the text. Gives the text that
 * the offsets count in: lines are those of the original, but some may have been indented.
 */
export async function locateYaml({ text, known }: YamlSource, root: Places, limits: Pick<LoadLimits, "depth">): Promise<string> {
  const yaml = await import("js-yaml");
  const source = known ?? readEvents(text, (each) => yaml.parseEvents(each, { maxDepth: limits.depth }));
  try {
    if (source.events === null) await locateNodes(source.text, root);
    else new EventReader(source.text, yaml).read(source.events, root);
  } catch {
    await locateNodes(source.text, root);
  }
  return source.text;
}

function readEvents(text: string, parse: (text: string) => readonly Event[]): { readonly text: string; readonly events: readonly Event[] | null } {
  const indented = parseIndented(text, parse);
  return { text: indented.text, events: indented.error ? null : indented.value };
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

interface Frame {
  readonly places: Places | null;
  readonly isArray: boolean;
  index: number;
  next: Places | null;
  isKey: boolean;
}

type JsYaml = typeof import("js-yaml");

class EventReader {
  readonly #text: string;
  readonly #yaml: JsYaml;
  readonly #stack: Frame[] = [];

  constructor(text: string, yaml: JsYaml) {
    this.#text = text;
    this.#yaml = yaml;
  }

  read(events: readonly Event[], root: Places): void {
    const { EVENT_ID } = this.#yaml;
    for (const event of events) {
      if (event.type === EVENT_ID.DOCUMENT) this.#stack.push({ places: null, isArray: true, index: 0, next: root, isKey: false });
      else if (event.type === EVENT_ID.POP) this.#pop();
      else this.#value(event);
    }
  }

  #pop(): void {
    this.#stack.pop();
    this.#advance();
  }

  #value(event: Exclude<Event, { type: 1 | 6 }>): void {
    const { EVENT_ID } = this.#yaml;
    const frame = this.#stack.at(-1);
    if (!frame) return;
    const start = offsetOf(event, this.#yaml);
    if (frame.isKey && event.type === EVENT_ID.SCALAR) {
      const key = frame.places ? this.#yaml.getScalarValue(this.#text, event) : "";
      frame.next = frame.places?.inside(key) ?? null;
      if (frame.next) frame.next.offset = start;
      frame.isKey = false;
      return;
    }
    if (frame.next && frame.isArray) frame.next.offset ??= start;
    if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) this.#advance();
    else this.#stack.push(this.#frame(frame.next, event.type === EVENT_ID.SEQUENCE));
  }

  #frame(places: Places | null, isArray: boolean): Frame {
    const wanted = places && !places.isLeaf ? places : null;
    return { places: wanted, isArray, index: 0, next: isArray ? (wanted?.inside("0") ?? null) : null, isKey: !isArray };
  }

  #advance(): void {
    const frame = this.#stack.at(-1);
    if (!frame) return;
    frame.index++;
    frame.isKey = !frame.isArray;
    frame.next = frame.isArray ? (frame.places?.inside(String(frame.index)) ?? null) : null;
  }
}

function offsetOf(event: Exclude<Event, { type: 1 | 6 }>, { EVENT_ID, SCALAR_STYLE }: JsYaml): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  const isQuoted = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED;
  return isQuoted ? event.valueStart - 1 : event.valueStart;
}
