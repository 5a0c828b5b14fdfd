import type { Report } from "../diagnostics.js";
import type { SpecDocument, SpecFile } from "../ir/index.js";
import { Refs } from "../load/refs.js";
import { isObject } from "./json.js";
import type { Dialect, Lowering, Scope } from "./scope.js";

/** Where reading a document begins: its entry file, nothing gathered yet. */
export function openScope(document: SpecDocument, dialect: Dialect, report: Report): Scope {
  const file = entryFile(document);
  const lowering: Lowering = {
    document,
    dialect,
    siblings: dialect === "3.1" || dialect === "3.2",
    refs: new Refs(document),
    report,
    models: new Map(),
    aliases: new Map(),
    queue: [],
    shared: new Map(),
    inheritance: { parents: new Map(), extending: new Map(), bases: new Map() },
    unions: new Map(),
    binary: new Map(),
    ids: new Map(),
    places: new Set(),
    renamed: new Map(),
    schemes: new Set(),
    security: null,
    depth: 0,
    root: "",
    rootPlace: () => ({ scope, node: isObject(document.root) ? document.root : {}, at: `${file.name}#` }),
  };
  const scope: Scope = { lowering, file, base: lowering.refs.baseOf(document.root, file.url), bindings: null };
  return scope;
}

/** The file whose root is the document's: the first one, unless an overlay replaced the root. */
function entryFile(document: SpecDocument): SpecFile {
  const files = [...document.files.values()];
  return files.find((file) => file.root === document.root) ?? files[0] ?? { url: document.source, name: document.source, root: document.root };
}
