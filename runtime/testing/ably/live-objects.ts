import { MockError } from "./mock-error.js";
import { type MapEntry, ObjectAction, type ObjectData, type ObjectMessage, type ObjectOperation, type ObjectState } from "./objects.js";

interface LiveMap {
  readonly kind: "map";
  readonly entries: Map<string, MapEntry>;
  clearTimeserial: string | null;
}

interface LiveCounter {
  readonly kind: "counter";
  count: number;
}

interface Live {
  readonly id: string;
  readonly value: LiveMap | LiveCounter;
  readonly siteTimeserials: Record<string, string>;
  created: boolean;
  tombstone: boolean;
}

/** The objects of a channel: maps and counters, from `root` on. Operations come one after the other, so that the last one wins. */
export class LiveObjects {
  readonly #objects = new Map<string, Live>();

  constructor() {
    this.#at("root");
  }

  /** Does what a message says, which has its serial by now. */
  apply({ operation, serial = "", siteCode = "", serialTimestamp = 0 }: ObjectMessage): void {
    if (operation === undefined) return;
    const live = this.#at(operation.objectId);
    if (!live.tombstone) change(live, operation, { timeserial: serial, serialTimestamp });
    live.siteTimeserials[siteCode] = serial;
  }

  /** All objects as they stand: the root, if nothing else. */
  states(): readonly ObjectState[] {
    return [...this.#objects.values()].map(stateOf);
  }

  /** The map or counter of this id; null where there is none, or no more. */
  get(id: string): LiveMap | LiveCounter | null {
    const live = this.#objects.get(id);
    return live === undefined || live.tombstone ? null : live.value;
  }

  /** What stands in a map's entry; null where nothing does. */
  data(map: LiveMap, key: string): ObjectData | null {
    const { data, tombstone = false } = map.entries.get(key) ?? {};
    if (data === undefined || tombstone || (data.objectId !== undefined && this.get(data.objectId) === null)) return null;
    return data;
  }

  #at(id: string): Live {
    const known = this.#objects.get(id);
    if (known !== undefined) return known;
    const made: Live = { id, value: emptyOf(id), siteTimeserials: {}, created: false, tombstone: false };
    this.#objects.set(id, made);
    return made;
  }
}

/** Ids say what they are of: `map:...`, `counter:...`, `root`. Throws 92000 for others. */
function emptyOf(id: string): LiveMap | LiveCounter {
  if (/^counter:[^@]+@\d+$/.test(id)) return { kind: "counter", count: 0 };
  if (id === "root" || /^map:[^@]+@\d+$/.test(id)) return { kind: "map", entries: new Map(), clearTimeserial: null };
  throw new MockError(92000, `Invalid object id: ${id}`, 400);
}

function change(live: Live, operation: ObjectOperation, at: { readonly timeserial: string; readonly serialTimestamp: number }): void {
  const { value } = live;
  const { action, mapCreate, mapSet, mapRemove, counterCreate, counterInc } = operation;
  if (action === ObjectAction.objectDelete) {
    if (live.id === "root") throw new MockError(92000, "The root can't be deleted", 400);
    live.tombstone = true;
  } else if (value.kind === "counter") {
    if (action === ObjectAction.counterCreate && !live.created) value.count += counterCreate?.count ?? 0;
    else if (action === ObjectAction.counterInc && counterInc) value.count += counterInc.number;
    else if (action !== ObjectAction.counterCreate) throw mismatch(live.id);
    live.created ||= action === ObjectAction.counterCreate;
  } else {
    if (action === ObjectAction.mapSet && mapSet) value.entries.set(mapSet.key, { ...at, data: mapSet.value, tombstone: false });
    else if (action === ObjectAction.mapRemove && mapRemove) value.entries.set(mapRemove.key, { ...at, tombstone: true });
    else if (action === ObjectAction.mapClear) clear(value, at.timeserial);
    else if (action !== ObjectAction.mapCreate) throw mismatch(live.id);
    else if (!live.created)
      for (const [key, { data }] of Object.entries(mapCreate?.entries ?? {})) value.entries.set(key, { ...at, ...(data && { data }), tombstone: false });
    live.created ||= action === ObjectAction.mapCreate;
  }
}

const mismatch = (id: string): MockError => new MockError(92000, `The operation is not for an object such as ${id}`, 400);

function clear(map: LiveMap, timeserial: string): void {
  map.entries.clear();
  map.clearTimeserial = timeserial;
}

function stateOf({ id, value, siteTimeserials, tombstone }: Live): ObjectState {
  const common = { objectId: id, siteTimeserials: { ...siteTimeserials }, tombstone };
  if (value.kind === "counter") return { ...common, counter: { count: tombstone ? 0 : value.count } };
  const clearTimeserial = value.clearTimeserial === null ? {} : { clearTimeserial: value.clearTimeserial };
  return { ...common, map: { semantics: 0, entries: tombstone ? {} : Object.fromEntries(value.entries), ...clearTimeserial } };
}

export type { LiveCounter, LiveMap };
