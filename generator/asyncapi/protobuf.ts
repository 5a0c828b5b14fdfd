import { createRequire } from "node:module";
import type { Namespace, Type } from "protobufjs";
import { arraySchema, type Field, field, literalOf, objectSchema, refSchema, type Schema, unionSchema, unknownSchema } from "../ir/index.js";
import { docsOf } from "../schema/docs.js";
import { type JsonObject, step } from "../schema/json.js";
import { addModel } from "../schema/model.js";
import { type Scope, warn } from "../schema/scope.js";
import type { Used } from "./payload.js";
import { scalarOf, wellKnownOf } from "./protobuf-types.js";

/** Where a `.proto` text is read. */
interface Around {
  readonly scope: Scope;
  readonly at: string;
  /** Full names of the models that are known. */
  readonly named: Set<string>;
  /** Models whose inside is still to be read: one after the other, for messages may mention each other in long chains. */
  readonly unread: (() => void)[];
  readonly isBinary: boolean;
}

/**
 * A Protobuf schema in the words of its JSON mapping (names in camelCase, enums by name; in JSON 64-bit numbers are text and bytes base64): its
 * root message and all that this mentions become models. The root is the message that a comment marks with `@RootNode`, the one called
 * as the AsyncAPI message, or the only one that no other mentions.
 */
export function lowerProtobuf(used: Used): Schema {
  const { scope, at, isBinary = false } = used;
  const around: Around = { scope, at, named: new Set(), unread: [], isBinary };
  const schema = rootOf(used, around);
  for (let next = around.unread.pop(); next !== undefined; next = around.unread.pop()) next();
  return schema;
}

function rootOf({ scope, node, at, name }: Used, around: Around): Schema {
  const parsed = readProto(node);
  if (typeof parsed === "string") {
    warn(scope, "protobuf-invalid", {
      at,
      message: `No .proto text stands here (${parsed}); the value may be anything.`,
      remedy: "Write the text of a .proto file that stands alone: a syntax line, messages, enums.",
    });
    return unknownSchema();
  }
  const roots = rootsOf(parsed, name);
  if (roots.length === 1 && roots[0] !== undefined) return message(roots[0], around);
  warn(scope, "protobuf-root", {
    at,
    message:
      roots.length === 0 ? "The .proto text has no message; the value may be anything." : "Several messages could be meant; the value may be each of them.",
    remedy: "Mark the one that is meant with @RootNode in a comment before it.",
  });
  return roots.length === 0
    ? unknownSchema()
    : unionSchema(
        at,
        roots.map((root) => message(root, around)),
      );
}

/** The declarations of a text, or what is wrong with it. The parser is loaded by the first document that needs it. */
export function readProto(text: JsonObject[string]): Namespace | string {
  if (typeof text !== "string") return "it is no text";
  const { parse } = createRequire(import.meta.url)("protobufjs") as typeof import("protobufjs"); // its own types
  try {
    return parse(text, { alternateCommentMode: true }).root;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a declaration is a message. */
export const isType = (node: object): node is Type => "fieldsArray" in node;
const isNamespace = (node: object): node is Namespace => "nestedArray" in node;

/** Every message, outer ones first. */
function typesIn(space: Namespace): readonly Type[] {
  return space.nestedArray.flatMap((node) => [...(isType(node) ? [node] : []), ...(isNamespace(node) ? typesIn(node) : [])]);
}

/** The messages that could be meant: one, if the text says which. */
export function rootsOf(space: Namespace, name: string): readonly Type[] {
  const types = typesIn(space);
  const marked = types.filter(({ comment }) => comment?.includes("@RootNode"));
  if (marked.length > 0) return marked;
  const outer = types.filter(({ parent }) => parent === null || !isType(parent));
  const called = outer.filter((type) => type.name === name);
  if (called.length === 1) return called;
  const mentioned = new Set(types.flatMap((type) => type.fieldsArray.flatMap((each) => lookup(type, each.type) ?? [])));
  const free = outer.filter((type) => !mentioned.has(type));
  return free.length > 0 ? free : outer;
}

/** What a name means inside a message; null for scalars and what is declared elsewhere. */
export function lookup(inside: Type, name: string): Type | { readonly values: Readonly<Record<string, number>>; readonly fullName: string } | null {
  const found = scalarOf(name) === null ? inside.lookup(name) : null;
  if (found === null) return null;
  if (isType(found)) return found;
  return "values" in found ? (found as typeof found & { readonly values: Readonly<Record<string, number>> }) : null; // an enum has them
}

/** A message is known before its inside is read, for that may mention it. */
function message(type: Type, around: Around): Schema {
  return model(type.fullName, around, {
    comment: type.comment,
    make: () =>
      objectSchema(
        keyOf(type.fullName, around),
        type.fieldsArray.map((each) => fieldOf(type, each, around)),
      ),
  });
}

interface Made {
  readonly comment: string | null;
  readonly make: () => Schema;
}

const keyOf = (fullName: string, { at }: Around): string => step(at, fullName.replace(/^\./, ""));

function model(fullName: string, around: Around, { comment, make }: Made): Schema {
  const key = keyOf(fullName, around);
  if (around.named.has(fullName) || around.scope.lowering.models.has(key)) return refSchema(key);
  around.named.add(fullName);
  const description = (comment ?? "").replace(/@RootNode\b/g, "").trim();
  const name = fullName.slice(fullName.lastIndexOf(".") + 1);
  around.unread.push(() =>
    addModel(around.scope, { key, name, schema: make(), docs: docsOf({ description: description || null }), extensions: [], at: around.at }),
  );
  return refSchema(key);
}

function fieldOf(inside: Type, each: Type["fieldsArray"][number], around: Around): Field {
  const one = typeOf(inside, each.type, around);
  const schema = each.map ? objectSchema(around.at, [], one) : each.repeated ? arraySchema(one) : one;
  const made = field(each.name, schema, each.toJSON({}).rule === "required");
  const deprecated = each.options?.["deprecated"] === true;
  return { ...made, docs: docsOf({ description: each.comment, ...(deprecated ? { deprecated } : {}) }) };
}

function typeOf(inside: Type, name: string, around: Around): Schema {
  const scalar = scalarOf(name, around.isBinary) ?? wellKnownOf(name.replace(/^\./, ""), around.at, around.isBinary);
  if (scalar !== null) return scalar;
  const found = lookup(inside, name);
  if (found === null) {
    warn(around.scope, "protobuf-type-unknown", {
      at: around.at,
      message: `The .proto text mentions ${JSON.stringify(name)}, which it does not declare; such values may be anything.`,
      remedy: "Declare it in the same text: imports are not followed, but for Google's well-known types.",
    });
    return unknownSchema();
  }
  if (!isType(found)) return model(found.fullName, around, { comment: null, make: () => literalOf(Object.keys(found.values)) });
  return message(found, around);
}
