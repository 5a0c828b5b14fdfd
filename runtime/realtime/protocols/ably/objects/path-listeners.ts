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

/** Those who want to know what changes at and below a path (RTO24). */
class PathListeners {
  readonly #objects: AblyObjects;
  readonly #listeners: Listeners<Told>;
  #count = 0;

  constructor(objects: AblyObjects) {
    this.#objects = objects;
    this.#listeners = new Listeners(objects.thrown);
    objects.onChange((change) => this.#changed(change));
  }

  add({ tell, ...wanted }: PathListener): () => void {
    const remove = this.#listeners.add(({ candidates, message }) => {
      const first = candidates.find((path) => covers(wanted, path));
      if (first !== undefined) tell(first, message);
    });
    let ended = false;
    this.#count++;
    return () => {
      if (!ended) this.#count--;
      ended = true;
      remove();
    };
  }

  /** Each path to what changed is told once: itself, or else the key below it that is covered (RTO24b2). */
  #changed({ object, keys, message }: ObjectChange): void {
    if (this.#count === 0) return;
    const told = eventMessage(message, this.#objects.channelName);
    const paths = [...pathsTo(object.objectId, this.#objects.root, this.#objects)];
    for (const path of paths) this.#listeners.tell({ candidates: [path, ...keys.map((key) => [...path, key])], message: told });
  }
}

interface Told {
  readonly candidates: readonly Segments[];
  readonly message: ObjectEventMessage | undefined;
}

/** RTO24c1. */
function covers({ segments, depth }: Omit<PathListener, "tell">, path: Segments): boolean {
  return segments.every((segment, index) => path[index] === segment) && (depth === null || path.length - segments.length + 1 <= depth);
}

/** All ways from a map to an object that pass no map twice (RTLO4f). */
function* pathsTo(objectId: string, from: LiveMap, objects: AblyObjects, above: ReadonlySet<string> = new Set()): Generator<Segments> {
  if (from.objectId === objectId) {
    yield [];
    return;
  }
  const passed = new Set(above).add(from.objectId);
  for (const [key, id] of from.references()) {
    if (id === objectId) yield [key];
    else if (!passed.has(id)) {
      const child = objects.find(id);
      if (child instanceof LiveMap) for (const rest of pathsTo(objectId, child, objects, passed)) yield [key, ...rest];
    }
  }
}

const known = /* @__PURE__ */ new WeakMap<AblyObjects, PathListeners>();

/** The ones of these objects. */
export function pathListeners(objects: AblyObjects): PathListeners {
  const listeners = known.get(objects) ?? new PathListeners(objects);
  known.set(objects, listeners);
  return listeners;
}
