import { allSchema, literalOf, noDocs, objectSchema, refSchema, type Schema, unionSchema } from "../ir/index.js";
import { addBase } from "./base-model.js";
import { isObject, textAt } from "./json.js";
import type { DiscriminatorNode, Lowering, ModelDraft, Mutable } from "./scope.js";
import { claimTag } from "./settle-unions.js";
import { TagReader, withTag } from "./tag-values.js";

/**
 * Inheritance: children that `allOf` a parent with a discriminator. Where the parent's name is used, any of its children may
 * come, so its model becomes their union; its own fields move to a base model (`<key>~base`), which is what the children's
 * `allOf` means. The parent itself is a member only where a value selects it.
 */
export function settleInheritance(lowering: Lowering): void {
  const family = new Family(lowering);
  for (const key of [...lowering.inheritance.parents.keys()].sort()) if (family.isRoot(key)) settleTree(lowering, family, key);
  splitUnions(lowering);
}

class Family {
  readonly #lowering: Lowering;
  readonly #children = new Map<string, string[]>();

  constructor(lowering: Lowering) {
    this.#lowering = lowering;
    for (const [child, parents] of lowering.inheritance.extending) {
      for (const parent of parents) {
        const known = this.#children.get(parent);
        if (known === undefined) this.#children.set(parent, [child]);
        else known.push(child);
      }
    }
    for (const children of this.#children.values()) children.sort();
  }

  /** Children in key order, with the models that only a mapping makes members. */
  members(key: string, discriminator: DiscriminatorNode | undefined): readonly string[] {
    const own = this.#children.get(key) ?? [];
    const mapped = [...(discriminator?.mapping.keys() ?? [])].filter((model) => model !== key && !this.#descends(model, key));
    return [...new Set([...own, ...mapped])];
  }

  /** Not itself the child of a parent with the same discriminator. */
  isRoot(key: string): boolean {
    const { parents, extending } = this.#lowering.inheritance;
    const field = parents.get(key)?.field;
    return !(extending.get(key) ?? []).some((parent) => parent !== key && this.#ancestorHas(parent, field, new Set([key])));
  }

  #ancestorHas(key: string, field: string | undefined, seen: Set<string>): boolean {
    if (seen.has(key) || seen.size > 500) return false;
    seen.add(key);
    const { parents, extending } = this.#lowering.inheritance;
    return parents.get(key)?.field === field || (extending.get(key) ?? []).some((parent) => this.#ancestorHas(parent, field, seen));
  }

  #descends(key: string, from: string, seen = new Set<string>()): boolean {
    if (key === from) return true;
    if (seen.has(key) || seen.size > 500) return false;
    seen.add(key);
    return (this.#lowering.inheritance.extending.get(key) ?? []).some((parent) => this.#descends(parent, from, seen));
  }
}

interface Tree {
  readonly lowering: Lowering;
  readonly family: Family;
  readonly root: DiscriminatorNode;
  readonly rootKey: string;
  /** Values that select each model or one of its descendants; doubles as the guard against circles. */
  readonly values: Map<string, readonly string[]>;
  /** How many generations below the root the member stands. */
  depth: number;
}

/** Descendants further down than this are left out of the unions; real families have five generations at most. */
const generations = 50;

function settleTree(lowering: Lowering, family: Family, key: string): void {
  const root = lowering.inheritance.parents.get(key);
  if (root === undefined || family.members(key, root).length === 0) return;
  settleMember({ lowering, family, root, rootKey: key, values: new Map(), depth: 0 }, key);
}

/** Settles a model with its descendants; answers the values that select any of them. */
function settleMember(tree: Tree, key: string): readonly string[] {
  const known = tree.values.get(key);
  if (known !== undefined) return known;
  tree.values.set(key, []);
  const draft = tree.lowering.models.get(key);
  if (draft?.model === null || draft?.model === undefined) return [];
  const own = ownValues(tree, draft);
  const discriminator = tree.lowering.inheritance.parents.get(key) ?? (key === tree.rootKey ? tree.root : undefined);
  const members = tree.depth < generations ? tree.family.members(key, discriminator) : [];
  if (members.length === 0) {
    claimTag(tree.lowering, key, { name: tree.root.field, values: own });
    tree.values.set(key, own);
    return own;
  }
  tree.depth++;
  const below = members.map((member) => settleMember(tree, member));
  tree.depth--;
  const all = [...new Set([...own, ...below.flat()])];
  tree.values.set(key, all);
  makeUnion(tree, draft, { own, members, below });
  return all;
}

interface Branch {
  readonly own: readonly string[];
  readonly members: readonly string[];
  readonly below: readonly (readonly string[])[];
}

function makeUnion(tree: Tree, draft: ModelDraft, branch: Branch): void {
  const { model } = draft;
  if (model === null) return;
  const { field } = tree.root;
  const base = addBase(tree.lowering, draft, widened(tree, model.schema, [...branch.own, ...branch.below.flat()]));
  const of: Schema[] = branch.members.map((member) => refSchema(member));
  const values = [...branch.below];
  if (branch.own.length > 0) {
    const own = objectSchema(draft.key, [{ name: field, schema: literalOf(branch.own), required: true, access: null, docs: noDocs }]);
    of.unshift(allSchema(draft.key, [refSchema(base), own]));
    values.unshift(branch.own);
  }
  const distinct = new Set(values.flat()).size === values.flat().length && values.every((each) => each.length > 0);
  model.schema = { ...unionSchema(draft.key, of), tag: distinct ? { field, values } : null };
}

/** A base whose property doesn't list every child's value lists none: children couldn't extend it otherwise. */
function widened(tree: Tree, schema: Schema, values: readonly string[]): Schema {
  const listed = new TagReader(tree.lowering).read(schema, tree.root.field);
  if (listed.kind !== "listed" || values.every((value) => listed.values.includes(value))) return schema;
  const all = [...new Set([...listed.values, ...values])];
  return withTag(schema, tree.root.field, all);
}

const valueKeys = ["x-ms-discriminator-value", "x-discriminator-value"];

/** The values that select a model itself: mapped, given by extension, listed by its own property, else its name; a root needs one of the first two. */
function ownValues(tree: Tree, draft: ModelDraft): readonly string[] {
  const { lowering, root } = tree;
  const maps = [root, lowering.inheritance.parents.get(draft.key)];
  const mapped = maps.flatMap((each) => each?.mapping.get(draft.key) ?? []);
  if (mapped.length > 0) return [...new Set(mapped)];
  const { node } = draft;
  for (const key of valueKeys) {
    const value = isObject(node) ? textAt(node, key) : null;
    if (value !== null) return [value];
  }
  if (draft.key === tree.rootKey) return [];
  const schema = draft.model?.schema;
  const own = schema?.kind === "all" ? schema.of.find((each) => each.kind === "object") : schema;
  const listed = own?.kind === "object" ? new TagReader(lowering).read(own, root.field) : null;
  return listed?.kind === "listed" && listed.values.length === 1 ? listed.values : [draft.name];
}

/**
 * A union whose members `allOf` the union itself (`Pet: oneOf [Cat, Dog]`, `Cat: allOf [Pet, ...]`): the members mean the
 * fields beside the `oneOf`, which move to a base model; the union is of the members alone.
 */
function splitUnions(lowering: Lowering): void {
  for (const draft of [...lowering.models.values()]) {
    const { model, key } = draft;
    if (model === null || !lowering.inheritance.bases.has(key) || lowering.models.has(`${key}~base`)) continue;
    const parts = model.schema.kind === "all" ? model.schema.of : [model.schema];
    const isChild = (schema: Schema): boolean => schema.kind === "ref" && (lowering.inheritance.extending.get(schema.model) ?? []).includes(key);
    const unions = parts.filter((part) => part.kind === "union").filter((part) => part.of.some(isChild));
    const first = unions[0];
    if (first === undefined) continue;
    const rest = parts.filter((part) => !unions.some((union) => union === part));
    const base = addBase(lowering, draft, (rest.length === 1 ? rest[0] : undefined) ?? (rest.length === 0 ? objectSchema(key, []) : allSchema(key, rest)));
    for (const union of rest.length > 0 ? unions : []) {
      const target: Mutable<typeof union> = union;
      target.of = union.of.map((each) => (isChild(each) || each.kind === "null" ? each : allSchema(key, [refSchema(base), each])));
    }
    model.schema = unions.length === 1 ? first : allSchema(key, unions);
  }
}
