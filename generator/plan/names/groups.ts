import type { Api, Tagging } from "../../ir/index.js";
import { docsView, emptyDocs } from "../docs/docs.js";
import type { DocsView } from "../views.js";
import { createAllocator } from "./allocator.js";
import { camelCase, capital, kebabCase } from "./casing.js";
import type { Conventions } from "./conventions.js";
import { type NameBook, owners } from "./name-book.js";
import type { OperationNames } from "./operation-names.js";
import { isReservedGroup, isReservedMember } from "./reserved.js";

/** One façade: a class in a file of its own, a property of its parent or of what `createX` returns. */
export interface Group {
  /** `channels.history` */
  readonly id: string;
  readonly path: readonly string[];
  readonly property: string;
  readonly className: string;
  /** File of the façade: `operations/channels-history`, or `channels/...` where there are no operations; without extension. */
  readonly file: string;
  /** File of the functions over channels; null: the group has none. */
  readonly channels: string | null;
  /** What the façade needs, itself or for those inside it. */
  readonly takes: readonly ("client" | "realtime")[];
  readonly docs: DocsView;
}

interface Scope {
  readonly book: NameBook;
  readonly conventions: Conventions;
  /** What is done at channels. */
  readonly exchanges: readonly OperationNames[];
}

/** Every group that holds operations, and its ancestors; sorted by id. */
export function planGroups(names: readonly OperationNames[], api: Api, { book, conventions, exchanges }: Scope): ReadonlyMap<string, Group> {
  const [http, realtime] = [pathsOf(names), pathsOf(exchanges)];
  const paths = new Map([...http, ...realtime]);
  const own = new Set(exchanges.map(({ group }) => group.join(".")));
  const tags = new Map(api.tags.map((tag) => [camelCase(conventions.groupName(tag.name)), tag]));
  const files = createAllocator(
    (name) => /^(?:con|prn|aux|nul|com\d|lpt\d|index)$/.test(name),
    (name) => name.toLowerCase(),
  );
  const roots = createAllocator((name) => isReservedGroup(name) || (exchanges.length > 0 && realtimeMembers.has(name)));
  const groups = new Map<string, Group>();
  for (const [id, path] of [...paths].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const last = path.at(-1) as string; // at least one part
    const className = path.map(capital).join("");
    groups.set(id, {
      id,
      path,
      property: path.length === 1 ? roots.give([last, `${last}Api`]) : isReservedMember(last) ? `${last}Api` : last,
      className: book.take(owners.facade(id), [className, `${className}Api`]),
      ...placeOf(id, files.give([fileStem(path) || "general", `${fileStem(path) || "general"}-operations`])),
      docs: tagDocs(tags.get(last)),
    });
  }
  return groups;

  function placeOf(id: string, stem: string): Pick<Group, "file" | "channels" | "takes"> {
    const takes = [...(http.has(id) ? (["client"] as const) : []), ...(realtime.has(id) ? (["realtime"] as const) : [])];
    const channels = `channels/${stem === "shared" ? "shared-channels" : stem}`;
    return { file: http.has(id) ? `operations/${stem}` : channels, channels: own.has(id) ? channels : null, takes };
  }
}

/** Members of what `createX` returns where there are channels. */
const realtimeMembers: ReadonlySet<string> = new Set(["realtime", "connection", "close"]);

/** Every group's path with those of its ancestors. */
function pathsOf(names: readonly OperationNames[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  for (const { group } of names) {
    for (let length = 1; length <= group.length; length += 1) paths.set(group.slice(0, length).join("."), group.slice(0, length));
  }
  return paths;
}

/** A tag may be a whole sentence; no file system takes more than 255 bytes, of which a letter outside ASCII is up to four. */
function fileStem(path: readonly string[]): string {
  let stem = "";
  for (const letter of path.map(kebabCase).join("-")) {
    if (stem.length + letter.length > 80 || Buffer.byteLength(stem + letter) > 180) break;
    stem += letter;
  }
  return stem.replace(/-$/, "");
}

function tagDocs(tag: Tagging | undefined): DocsView {
  return tag === undefined ? emptyDocs : docsView(tag.docs);
}
