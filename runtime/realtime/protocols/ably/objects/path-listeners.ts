import { ablyError } from "../ably-error.js";
import { Listeners } from "../listeners.js";
import { LiveMap } from "./live-map.js";
import { eventMessage, type ObjectEventMessage } from "./object-event.js";
import type { AblyObjects, ObjectChange } from "./objects.js";

type Segments = readonly string[];

interface PathListener {
  readonly segments: Segments;
  /** Levels that count, its own being the first; null for all. */
  readonly depth: number | null;
  readonly tell: (segments: Segments, message: ObjectEventMessage | undefined) => void;
}

/** References that are followed for one change: what peers make may lead to an object in more ways than anybody can be told. */
const mostSteps = 10_000;

/** Those who want to know what changes at and below a path (RTO24). */
class PathListeners {
  readonly #objects: AblyObjects;
  readonly #listeners: Listeners<Told>;
  readonly #wanted = new Set<PathListener>();

  constructor(objects: AblyObjects) {
    this.#objects = objects;
    this.#listeners = new Listeners(objects.thrown);
    objects.onChange((change) => this.#changed(change));
  }

  add(wanted: PathListener): () => void {
    const remove = this.#listeners.add(({ candidates, message }) => {
      const first = candidates.find((path) => covers(wanted, path));
      if (first !== undefined) wanted.tell(first, message);
    });
    this.#wanted.add(wanted);
    return () => {
      this.#wanted.delete(wanted);
      remove();
    };
  }

  /** Each path to what changed is told once: itself, or else the key below it that is covered (RTO24b2). */
  #changed({ object, keys, message }: ObjectChange): void {
    if (this.#wanted.size === 0) return;
    const told = eventMessage(message, this.#objects.channelName);
    const wanted = [...this.#wanted];
    const { paths, whole } = pathsTo(object.objectId, this.#objects, (path) => wanted.some((each) => concerns(each, path)));
    if (!whole) this.#objects.warn(ablyError(50000, `Too many paths lead to ${object.objectId}: not all listeners are told of its change`));
    for (const path of paths) this.#listeners.tell({ candidates: [path, ...keys.map((key) => [...path, key])], message: told });
  }
}

interface Told {
  readonly candidates: readonly Segments[];
  readonly message: ObjectEventMessage | undefined;
}

type Wanted = Omit<PathListener, "tell">;

/** Whether what a listener wants to know may be at this path, or below it. */
function concerns({ segments, depth }: Wanted, path: Segments): boolean {
  return (depth === null || path.length < segments.length + depth) && segments.every((segment, at) => at >= path.length || path[at] === segment);
}

/** RTO24c1. */
function covers(wanted: Wanted, path: Segments): boolean {
  return path.length >= wanted.segments.length && concerns(wanted, path);
}

/** All ways from the root to an object that pass no map twice (RTLO4f), and begin as somebody wants them; not the `whole` of them where they are too many. */
function pathsTo(
  objectId: string,
  objects: AblyObjects,
  isWanted: (path: Segments) => boolean,
): { readonly paths: readonly Segments[]; readonly whole: boolean } {
  const links = linksTo(objectId, objects);
  const [paths, path, passed] = [[] as Segments[], [] as string[], new Set<string>()];
  let steps = 0;
  const walk = (id: string): void => {
    if (id === objectId) {
      paths.push([...path]);
      return;
    }
    passed.add(id);
    for (const [key, next] of links.get(id) ?? []) {
      if (steps > mostSteps) break;
      path.push(key);
      if (!passed.has(next) && isWanted(path) && ++steps <= mostSteps) walk(next);
      path.pop();
    }
    passed.delete(id);
  };
  walk(objects.root.objectId);
  return { paths, whole: steps <= mostSteps };
}

type Links = ReadonlyMap<string, readonly (readonly [key: string, objectId: string])[]>;

/** Of each map that leads to an object, the keys that do: each map is looked at once. */
function linksTo(objectId: string, objects: AblyObjects): Links {
  const all = new Map<string, (readonly [key: string, objectId: string])[]>();
  const parents = new Map<string, string[]>();
  const reached = new Set([objects.root.objectId]);
  for (const id of reached) {
    const map = objects.find(id);
    if (id === objectId || !(map instanceof LiveMap)) continue;
    const references = [...map.references()];
    all.set(id, references);
    for (const [, child] of references) {
      reached.add(child);
      const known = parents.get(child);
      if (known) known.push(id);
      else parents.set(child, [id]);
    }
  }
  const leading = new Set([objectId]);
  for (const id of leading) for (const parent of parents.get(id) ?? []) leading.add(parent);
  return new Map([...all].filter(([id]) => leading.has(id)).map(([id, references]) => [id, references.filter(([, child]) => leading.has(child))]));
}

const known = /* @__PURE__ */ new WeakMap<AblyObjects, PathListeners>();

/** The ones of these objects. */
export function pathListeners(objects: AblyObjects): PathListeners {
  const listeners = known.get(objects) ?? new PathListeners(objects);
  known.set(objects, listeners);
  return listeners;
}
