import type { Report } from "../diagnostics.js";
import { type Api, type Model, noDocs, type SpecDocument, type SpecFile } from "../ir/index.js";
import { Refs } from "../load/refs.js";
import { convertMarkedModels } from "./binary.js";
import { breakCircles } from "./circles.js";
import { lowerDocument } from "./document.js";
import { isObject } from "./json.js";
import { lowerModels } from "./model.js";
import { type Dialect, fail, type Lowering, type Scope } from "./scope.js";
import { settleInheritance } from "./settle-inheritance.js";
import { settleUnions } from "./settle-unions.js";

/**
 * An OpenAPI document (3.x, or Swagger 2.0 as it is) as an Api. Never throws: what can't be generated is left out with an error,
 * everything doubtful is generated wider with a warning. Linear in the document's size.
 */
export function lowerOpenApi(document: SpecDocument, report: Report): Api {
  const scope = openScope(document, report);
  const { lowering } = scope;
  if (!isObject(document.root)) {
    fail(scope, "document-invalid", {
      at: `${scope.file.name}#`,
      message: "The document is not an object: nothing can be generated.",
      remedy: "Give an OpenAPI document.",
    });
    return emptyApi;
  }
  const parts = lowerDocument({ scope, node: document.root, at: `${scope.file.name}#` });
  lowerModels(lowering);
  settleInheritance(lowering);
  settleUnions(lowering);
  convertMarkedModels(scope);
  breakCircles(scope);
  return { ...parts, models: modelsOf(lowering), channels: [] };
}

const emptyApi: Api = {
  title: "",
  version: "",
  docs: noDocs,
  licence: null,
  servers: [],
  auth: [],
  tags: [],
  models: [],
  operations: [],
  webhooks: [],
  channels: [],
};

function openScope(document: SpecDocument, report: Report): Scope {
  const file = entryFile(document);
  const dialect = dialectOf(document);
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

function dialectOf(document: SpecDocument): Dialect {
  const { version } = document;
  return version === "2.0" || version === "3.0" || version === "3.1" || version === "3.2" ? version : "3.1";
}

/** Models by key: the order of places, whatever the order of keys in the document. */
function modelsOf(lowering: Lowering): readonly Model[] {
  const models: Model[] = [];
  for (const draft of lowering.models.values()) if (draft.model !== null) models.push(draft.model);
  return models.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
