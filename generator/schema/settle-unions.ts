import { allSchema, refSchema, type Schema } from "../ir/index.js";
import { addBase } from "./base-model.js";
import { mappedTo } from "./discriminator.js";
import type { DiscriminatorNode, Lowering, Scope, UnionDraft } from "./scope.js";
import { warn } from "./scope.js";
import { TagReader, withTag } from "./tag-values.js";

/** Property values that models must have, asked for by the unions they belong to: model key -> property -> values. */
type Claims = Map<string, Map<string, Set<string>>>;

/**
 * Works out which values of its discriminator select each member of a union, and makes them literals in the members' own
 * models, so that a `switch` narrows. What a member itself lists wins over a mapping, the mapping over the schema's name.
 */
export function settleUnions(lowering: Lowering): void {
  const claims: Claims = new Map();
  const settling: Settling = { lowering, claims, reader: new TagReader(lowering) };
  for (const draft of lowering.unions.values()) settleUnion(settling, draft);
  // All are read before any is written: the reader remembers the models as they were.
  for (const { key, tag } of narrowing(settling)) {
    spareHeirs(lowering, key);
    claimTag(lowering, key, tag);
  }
}

interface Claim {
  readonly key: string;
  readonly tag: { readonly name: string; readonly values: readonly string[] };
}

/** Claims that leave a model less than it says itself: what one union doesn't select it by, another may. */
function narrowing(settling: Settling): readonly Claim[] {
  const all = [...settling.claims].flatMap(([key, fields]) => [...fields].map(([name, values]): Claim => ({ key, tag: { name, values: [...values] } })));
  return all.filter(({ key, tag }) => narrows(settling, key, tag));
}

/** Those that are made of a member keep what they had of it: its values are not theirs. */
function spareHeirs(lowering: Lowering, key: string): void {
  const draft = lowering.models.get(key);
  if (!draft?.model || !lowering.inheritance.bases.has(key) || lowering.models.has(`${key}~base`)) return;
  draft.model.schema = allSchema(key, [refSchema(addBase(lowering, draft, draft.model.schema))]);
}

interface Settling {
  readonly lowering: Lowering;
  readonly claims: Claims;
  readonly reader: TagReader;
}

/** Makes a model's property hold just these values. An alias says it beside its reference: others may share what it refers to. */
export function claimTag(lowering: Lowering, key: string, tag: { readonly name: string; readonly values: readonly string[] }): void {
  const model = lowering.models.get(key)?.model;
  if (!model) return;
  const schema = model.schema.kind === "ref" ? allSchema(key, [model.schema]) : model.schema;
  model.schema = withTag(schema, tag.name, tag.values);
}

function settleUnion(on: Settling, draft: UnionDraft): void {
  const { union, discriminator } = draft;
  addFallback(draft);
  const selected: (readonly string[])[] = [];
  for (const member of union.of) {
    const values = isUnvalued(member, discriminator) ? [] : valuesFor(on, member, draft);
    if (values === null) {
      undecided(draft, "discriminator-unusable", "a member neither lists values for it nor has a name");
      return;
    }
    selected.push(values);
  }
  const repeated = firstRepeat(selected.flat());
  if (repeated !== null) {
    undecided(draft, "discriminator-ambiguous", `"${repeated}" selects several members`);
    return;
  }
  union.tag = { field: discriminator.field, values: selected };
  for (const [index, member] of union.of.entries()) {
    const tag = { name: discriminator.field, values: selected[index] ?? [] };
    if (member.kind === "ref" && tag.values.length > 0) claim(on.claims, member.model, tag);
  }
}

function undecided({ scope, discriminator }: UnionDraft, code: string, why: string): void {
  const message = `The union is left without its discriminator "${discriminator.field}": ${why}.`;
  warn(scope, code, { at: discriminator.at, message, remedy: "Give each member the property, with a const or enum of its own, or a mapping." });
}

/** Null, and 3.2's default: no value selects them. */
function isUnvalued(member: Schema, discriminator: DiscriminatorNode): boolean {
  return member.kind === "null" || (member.kind === "ref" && isFallback(member.model, discriminator));
}

/** 3.2's defaultMapping is a member, listed or not. */
function addFallback({ union, discriminator }: UnionDraft): void {
  const { fallback } = discriminator;
  if (fallback === null || union.of.some((each) => each.kind === "ref" && each.model === fallback)) return;
  union.of = [...union.of, { kind: "ref", model: fallback, meta: null }];
}

/** Chosen only when no value selects another member: it has no values of its own. */
function isFallback(model: string, discriminator: DiscriminatorNode): boolean {
  return model === discriminator.fallback && mappedTo(discriminator, model).length === 0;
}

/** The values that select a member; null when none can be known. */
function valuesFor({ lowering, reader }: Settling, member: Schema, draft: UnionDraft): readonly string[] | null {
  const { discriminator, scope } = draft;
  const listed = reader.read(member, discriminator.field);
  if (listed.kind === "unfit") return null;
  if (member.kind !== "ref") return listed.kind === "listed" && listed.values.length > 0 ? listed.values : null;
  const mapped = mappedTo(discriminator, member.model);
  const implicit = lowering.models.get(member.model)?.name ?? "";
  if (listed.kind === "open" || listed.values.length === 0) return mapped.length > 0 ? mapped : [implicit];
  const both = mapped.filter((value) => listed.values.includes(value));
  if (both.length > 0) return both;
  if (mapped.length > 0) mismatch(scope, discriminator, { mapped, listed: listed.values });
  return mapped.length === 0 && listed.values.length > 1 && listed.values.includes(implicit) ? [implicit] : listed.values;
}

function mismatch(scope: Scope, discriminator: DiscriminatorNode, of: { readonly mapped: readonly string[]; readonly listed: readonly string[] }): void {
  const message = `The mapping says ${quoted(of.mapped)}, the schema that it leads to allows ${quoted(of.listed)} in "${discriminator.field}"; the schema is believed.`;
  warn(scope, "discriminator-mismatch", { at: discriminator.at, message, remedy: "Make the mapping and the schemas agree." });
}

/** Whether a model still admits other values than these in the property. */
function narrows({ lowering, reader }: Settling, model: string, tag: { readonly name: string; readonly values: readonly string[] }): boolean {
  const listed = reader.read({ kind: "ref", model, meta: null }, tag.name);
  return (
    listed.kind === "open" ||
    (listed.kind === "listed" && (listed.values.some((value) => !tag.values.includes(value)) || isOptional(lowering, model, tag.name)))
  );
}

/** A property that the model lists, but doesn't require: a discriminator is always there. */
function isOptional(lowering: Lowering, model: string, name: string): boolean {
  const schema = lowering.models.get(model)?.model?.schema;
  return schema?.kind === "object" && schema.fields.some((each) => each.name === name && !each.required);
}

function claim(claims: Claims, model: string, tag: { readonly name: string; readonly values: readonly string[] }): void {
  const fields = claims.get(model) ?? new Map<string, Set<string>>();
  claims.set(model, fields);
  const values = fields.get(tag.name) ?? new Set<string>();
  fields.set(tag.name, values);
  for (const value of tag.values) values.add(value);
}

function firstRepeat(values: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) return value;
    seen.add(value);
  }
  return null;
}

function quoted(values: readonly string[]): string {
  return values
    .slice(0, 5)
    .map((value) => JSON.stringify(value))
    .join(", ");
}
