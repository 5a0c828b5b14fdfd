import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import type { JsonValue } from "../../generator/ir/index.js";
import { readable } from "./readable.js";
import { applyRules, NOTHING } from "./rules.js";
import { PRESENT } from "./rules-for-required.js";
import { componentsOf, each, isNode, type Node, nameOf, refTo } from "./walk-schemas.js";

export interface Theirs {
  /** paths.ts as openapi-typescript prints it. */
  readonly text: string;
  /** Components that it has, those that the rules added with them. */
  readonly components: readonly string[];
  /** Rule -> components that it put in other words. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
}

export interface TheirOptions {
  /** Whether it is given the document in the words of the rules. */
  readonly ruled: boolean;
  /** Component -> our model, which all references to it shall mean. */
  readonly ours: ReadonlyMap<string, string>;
}

const OURS = "x-ours";

/**
 * What openapi-typescript makes of the component schemas of a document; null when it can't read them. With the two settings in
 * which we differ on purpose: a default makes nothing required, an empty object is an open one.
 */
export async function theirTypes(root: JsonValue, source: string, { ruled, ours }: TheirOptions): Promise<Theirs | null> {
  const document = readable(root);
  const changed = ruled ? applyRules(document) : new Map<string, readonly string[]>();
  const components = componentsOf(document);
  const names = Object.keys(components);
  redirect(components, ours);
  const options = {
    cwd: pathToFileURL(source),
    silent: true,
    defaultNonNullable: false,
    emptyObjectsUnknown: true,
    transform: (schema: object) => standIn(schema as Node), // a schema of the document
  };
  const ast = await openapiTS(JSON.stringify({ ...document, paths: {} }), options).catch(() => null);
  const head = ours.size === 0 ? "" : 'import type * as M from "./models.js";\n';
  return ast === null ? null : { text: head + astToString(ast), components: names, changed };
}

/** Turns references to some components towards ours. Their properties are told too: openapi-typescript looks at them beside a `required`. */
function redirect(components: Node, ours: ReadonlyMap<string, string>): void {
  each(components, (node) => {
    const name = nameOf(node);
    if (name !== null && ours.has(name)) node["$ref"] = refTo(`${name}~ours`);
  });
  for (const [name, model] of ours) {
    const { properties } = components[name] as Node; // a component of the document
    components[`${name}~ours`] = { type: "object", [OURS]: model, ...(isNode(properties) && { properties }) };
  }
}

/** Types that no schema says: ours, any value but a missing one, an object without any key. */
function standIn(schema: Node): ts.TypeNode | undefined {
  const { [OURS]: model } = schema;
  if (typeof model === "string") return ts.factory.createTypeReferenceNode(ts.factory.createQualifiedName(ts.factory.createIdentifier("M"), model));
  if (PRESENT in schema)
    return ts.factory.createUnionTypeNode([ts.factory.createTypeLiteralNode([]), ts.factory.createLiteralTypeNode(ts.factory.createNull())]);
  return NOTHING in schema ? ts.factory.createTypeReferenceNode("Record", [keyword("StringKeyword"), keyword("NeverKeyword")]) : undefined;
}

const keyword = (name: "StringKeyword" | "NeverKeyword"): ts.TypeNode => ts.factory.createKeywordTypeNode(ts.SyntaxKind[name]);
