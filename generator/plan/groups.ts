import type { Api, Tagging } from "../ir/index.js";
import type { Conventions } from "./conventions.js";
import { docsView, emptyDocs } from "./docs.js";
import { type NameBook, owners } from "./name-book.js";
import { createAllocator } from "./names/allocator.js";
import { camelCase, capital, kebabCase } from "./names/casing.js";
import { isReservedGroup, isReservedMember } from "./names/reserved.js";
import type { OperationNames } from "./operation-names.js";
import type { DocsView } from "./views.js";

/** One façade: a class in a file of its own, a property of its parent or of what `createX` returns. */
export interface Group {
  /** `channels.history` */
  readonly id: string;
  readonly path: readonly string[];
  readonly property: string;
  readonly className: string;
  /** `operations/channels-history`: without extension. */
  readonly file: string;
  readonly docs: DocsView;
}

interface Scope {
  readonly book: NameBook;
  readonly conventions: Conventions;
}

/** Every group that holds operations, and its ancestors; sorted by id. */
export function planGroups(names: readonly OperationNames[], api: Api, { book, conventions }: Scope): ReadonlyMap<string, Group> {
  const paths = new Map<string, readonly string[]>();
  for (const { group } of names) {
    for (let length = 1; length <= group.length; length += 1) paths.set(group.slice(0, length).join("."), group.slice(0, length));
  }
  const tags = new Map(api.tags.map((tag) => [camelCase(conventions.groupName(tag.name)), tag]));
  const files = createAllocator(
    (name) => /^(?:con|prn|aux|nul|com\d|lpt\d|index)$/.test(name),
    (name) => name.toLowerCase(),
  );
  const roots = createAllocator(isReservedGroup);
  const groups = new Map<string, Group>();
  for (const [id, path] of [...paths].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const last = path.at(-1) as string; // at least one part
    const className = path.map(capital).join("");
    groups.set(id, {
      id,
      path,
      property: path.length === 1 ? roots.give([last, `${last}Api`]) : isReservedMember(last) ? `${last}Api` : last,
      className: book.take(owners.facade(id), [className, `${className}Api`]),
      file: `operations/${files.give([fileStem(path) || "general", `${fileStem(path) || "general"}-operations`])}`,
      docs: tagDocs(tags.get(last)),
    });
  }
  return groups;
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
