/** Every place of a document where text stands: a string value, or a key of an object. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly part: "value" | "key";
}

/** Places in document order; an explicit stack, so that depth does not matter. */
export function placesOf(root: unknown): Place[] {
  const places: Place[] = [];
  const stack: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [{ value: root, path: [] }];
  while (stack.length > 0) {
    const { value, path } = stack.pop() as (typeof stack)[number]; // the loop's condition says that there is one
    if (typeof value === "string") places.push({ path, part: "value" });
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) stack.push({ value: item, path: [...path, index] });
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        places.push({ path: [...path, key], part: "key" });
        stack.push({ value: inner, path: [...path, key] });
      }
  }
  return places;
}

/** Objects whose keys are names that somebody chose: what stands under one key decides nothing about the next. */
const NAMES: ReadonlySet<string> = new Set(
  "channels messages operations servers paths schemas properties responses content headers parameters requestBodies mapping securitySchemes variables examples callbacks encoding links scopes definitions webhooks".split(
    " ",
  ),
);

/** Keywords whose values decide nothing about what stands above, beside or below them: all of them may change at once. */
const PROSE: ReadonlySet<string> = new Set(
  "description summary title operationId tags example examples default url termsOfService email format enum required nullable minimum maximum minLength deprecated".split(
    " ",
  ),
);

/**
 * Places sorted into groups that may change in one document, because no change of one keeps the text of another from travelling as
 * far as it would alone: the same keyword at the same depth (so none stands inside another), names of the same kind of map, all
 * prose; and one such group of the paths together with one of the components.
 */
export function groupsOf(places: readonly Place[]): readonly (readonly Place[])[] {
  const regions = new Map<string, Map<string, Place[]>>();
  for (const place of places) {
    const top = String(place.path[0]);
    const region = top === "paths" || top === "components" ? top : "rest";
    const groups = regions.get(region) ?? new Map<string, Place[]>();
    regions.set(region, groups);
    const kind = kindOf(place);
    const group = groups.get(kind) ?? [];
    groups.set(kind, group);
    group.push(place);
  }
  const lists = [...regions.values()].map((groups) => [...groups.values()]);
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? []));
}

function kindOf({ path, part }: Place): string {
  const last = path.at(-1) ?? "";
  const around = String(path.at(-2) ?? "");
  const word = typeof last === "number" ? around : NAMES.has(around) ? `${around}.*` : last;
  return PROSE.has(word) ? `${part} prose` : `${part} ${word} ${path.length}`;
}

/**
 * A copy of `root` with `payload` at each of `places`: appended to values and keys, so that what a text starts with still tells
 * what it is. References follow the component that they lead to when it is renamed. `__proto__` replaces the first key of each object
 * and every value, for a part of a name means nothing to a prototype.
 */
export function mutate(root: unknown, places: readonly Place[], payload: string): unknown {
  const changed = { key: new Set<string>(), value: new Set<string>() };
  for (const { path, part } of places) changed[part].add(path.join(BETWEEN));
  const isName = payload === "__proto__";
  const renamed = renamedComponents(places, payload);
  const copy = (value: unknown, path: string): unknown => {
    if (typeof value === "string") return changed.value.has(path) ? (isName ? payload : `${value}${payload}`) : (renamed.get(value) ?? value);
    if (Array.isArray(value)) return value.map((item, index) => copy(item, `${path}${BETWEEN}${index}`));
    if (typeof value !== "object" || value === null) return value;
    const made: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      const here = path === "" ? key : `${path}${BETWEEN}${key}`;
      const name = !changed.key.has(here) ? key : isName && !Object.hasOwn(made, payload) ? payload : `${key}${payload}`;
      if (name === "__proto__") Object.defineProperty(made, name, { value: copy(inner, here), enumerable: true, writable: true, configurable: true });
      else made[name] = copy(inner, here);
    }
    return made;
  };
  return copy(root, "");
}

const BETWEEN = "\u0000";

/** References to components that are renamed, and what they become. */
function renamedComponents(places: readonly Place[], payload: string): ReadonlyMap<string, string> {
  const keys = places.filter(({ path, part }) => part === "key" && path.length === 3 && path[0] === "components").map(({ path }) => path);
  return new Map(payload === "__proto__" ? [] : keys.map((path) => [pointer(path), pointer([...path.slice(0, 2), `${path[2]}${payload}`])]));
}

/** A reference to a place within the document, as documents write it. */
const pointer = (path: readonly (string | number)[]): string =>
  `#/${path.map((part) => encodeURI(String(part).replaceAll("~", "~0").replaceAll("/", "~1")).replaceAll("#", "%23")).join("/")}`;
