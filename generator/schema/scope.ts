import { doubt, note, problem, type Report } from "../diagnostics.js";
import type { AuthNeed, JsonValue, Model, RefSchema, Schema, SpecDocument, SpecFile, UnionSchema } from "../ir/index.js";
import type { Refs } from "../load/refs.js";
import type { JsonObject } from "./json.js";

/** Schemas nested deeper than this are cut off with `nesting-too-deep`: real documents stay below 40. */
export const maxDepth = 200;

/** Words of the dialect that decide how the same keyword is read. */
export type Dialect = "2.0" | "3.0" | "3.1" | "3.2";

/** What one run of `lowerOpenApi` knows and gathers. */
export interface Lowering {
  readonly document: SpecDocument;
  readonly dialect: Dialect;
  /** 3.1 on: keywords beside `$ref` count. */
  readonly siblings: boolean;
  readonly refs: Refs;
  readonly report: Report;
  readonly models: Map<string, ModelDraft>;
  /** Component key -> key of the schema it merely points at, in another file: the two are one model. */
  readonly aliases: Map<string, string>;
  /** Models still to lower: references don't recurse. */
  readonly queue: ModelDraft[];
  /** Lowered parameters, responses, bodies ... by node and use, so that each is lowered once however often it is referred to. */
  readonly shared: Map<JsonObject, Map<string, unknown>>;
  readonly inheritance: Inheritance;
  /** Unions with a discriminator. */
  readonly unions: Map<Schema, UnionDraft>;
  /** Schemas that are sent as bytes or as multipart parts: `format: binary` in them means bytes. */
  readonly binary: Map<string, "root" | "part">;
  /** operationId -> where it was given first. */
  readonly ids: Map<string, string>;
  /** Operations that have their place: two paths may share an item. */
  readonly places: Set<JsonObject>;
  /** Properties that a vendor extension calls otherwise than the wire does, by place. */
  readonly renamed: Map<string, Renamed>;
  /** Keys of the declared security schemes. */
  readonly schemes: Set<string>;
  /** The document's own requirements, for operations that say nothing. */
  security: readonly AuthNeed[] | null;
  /** The document's root. */
  rootPlace(): Place;
  depth: number;
  /** The place of the model being lowered: its root may take part in inheritance. */
  root: string;
}

/** A property's two names. */
export interface Renamed {
  readonly wire: string;
  readonly given: string;
}

/** A model that is being built. */
export interface ModelDraft {
  readonly key: string;
  readonly name: string;
  readonly scope: Scope;
  readonly node: JsonValue;
  model: Mutable<Model> | null;
}

/** Who extends whom through `allOf`. */
export interface Inheritance {
  /** Schemas with a discriminator of their own and no oneOf or anyOf, by model key. */
  readonly parents: Map<string, DiscriminatorNode>;
  /** Child model key -> parent keys. */
  readonly extending: Map<string, string[]>;
  /** The references in `allOf` that mean the parent's own fields, by parent key. */
  readonly bases: Map<string, Mutable<RefSchema>[]>;
}

/** A discriminator: its property, the values it maps to each model, and 3.2's default; models by key. */
export interface DiscriminatorNode {
  readonly field: string;
  readonly mapping: ReadonlyMap<string, readonly string[]>;
  readonly fallback: string | null;
  readonly at: string;
}

/** A union with a discriminator whose values are worked out once all models exist. */
export interface UnionDraft {
  readonly union: Mutable<UnionSchema>;
  readonly discriminator: DiscriminatorNode;
  readonly scope: Scope;
}

/** A node that its maker still completes. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Where the reader stands: the file and the base URL of its references. */
export interface Scope {
  readonly lowering: Lowering;
  readonly file: SpecFile;
  readonly base: string;
  /** `$dynamicAnchor`s bound by an instantiation in progress: anchor -> model key. */
  readonly bindings: ReadonlyMap<string, string> | null;
}

/** A node of the document with the place it stands at. */
export interface Place<N = JsonObject> {
  readonly scope: Scope;
  readonly node: N;
  /** `openapi.yaml#/paths/~1pets`. */
  readonly at: string;
  /** Reached by a reference: others may reach it, too. */
  readonly isShared?: boolean;
}

/** What a diagnostic says, and where. */
export interface Said {
  readonly at: string;
  readonly message: string;
  readonly remedy: string;
}

/** Reports that something is generated wider than it was meant, or left out without loss. */
export function warn(scope: Scope, code: string, said: Said): void {
  scope.lowering.report(doubt(code, said.at, said.message, said.remedy));
}

/** Reports what is as it should be, though a reader may expect otherwise. */
export function remark(scope: Scope, code: string, said: Said): void {
  scope.lowering.report(note(code, said.at, said.message, said.remedy));
}

/** Reports that something can't be generated. */
export function fail(scope: Scope, code: string, said: Said): void {
  scope.lowering.report(problem(code, said.at, said.message, said.remedy));
}
