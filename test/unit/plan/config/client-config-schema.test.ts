import { dirname, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";
import { type ConfigSchema, clientConfigSchema } from "../../../../generator/plan/config/client-config-schema.js";

/** `a.b`, `operations.*.pages.next`, `types.dates=string`: every key and every choice that a type or a schema allows. */
type Keys = ReadonlySet<string>;

function keysOfSchema(schema: ConfigSchema, path: string, into: Set<string>): Set<string> {
  for (const member of schema.anyOf ?? []) keysOfSchema(member, path, into);
  for (const value of schema.const !== undefined ? [schema.const] : (schema.enum ?? [])) into.add(`${path}=${value}`);
  for (const [key, inner] of Object.entries(schema.properties ?? {})) keysOfSchema(inner, add(into, join(path, key)), into);
  if (schema.additionalProperties) keysOfSchema(schema.additionalProperties, add(into, join(path, "*")), into);
  if (schema.items !== undefined) keysOfSchema(schema.items, path, into);
  return into;
}

function keysOfType(type: ts.Type, path: string, from: { readonly checker: ts.TypeChecker; readonly into: Set<string> }): Keys {
  const { checker, into } = from;
  const members = type.isUnion() ? type.types : [type];
  for (const member of members) {
    if (member.isStringLiteral()) into.add(`${path}=${member.value}`);
    if (member.flags & ts.TypeFlags.BooleanLiteral && !isWholeBoolean(members)) into.add(`${path}=${checker.typeToString(member)}`);
    if (!(member.flags & ts.TypeFlags.Object)) continue;
    if (checker.isArrayType(member)) {
      const [item] = checker.getTypeArguments(member as ts.TypeReference);
      if (item !== undefined) keysOfType(item, path, from);
      continue;
    }
    const values = member.getStringIndexType();
    if (values !== undefined) keysOfType(values, add(into, join(path, "*")), from);
    for (const property of member.getProperties())
      keysOfType(checker.getNonNullableType(checker.getTypeOfSymbol(property)), add(into, join(path, property.name)), from);
  }
  return into;
}

const isWholeBoolean = (members: readonly ts.Type[]): boolean => members.filter((each) => each.flags & ts.TypeFlags.BooleanLiteral).length === 2;
const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
const add = (into: Set<string>, key: string): string => {
  into.add(key);
  return key;
};

describe("the JSON Schema of client.yaml", () => {
  it("knows exactly the keys and choices that ClientConfig has", () => {
    const file = resolve("generator/plan/config/client-config.ts");
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      types: [],
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      module: ts.ModuleKind.NodeNext,
      rootDir: dirname(file),
    });
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(file) as ts.SourceFile;
    const declaration = source.statements.find(
      (each): each is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(each) && each.name.text === "ClientConfig",
    ) as ts.InterfaceDeclaration;
    const wanted = keysOfType(checker.getTypeAtLocation(declaration.name), "", { checker, into: new Set() });
    const got = keysOfSchema(clientConfigSchema, "", new Set());
    expect([...got].sort()).toEqual([...wanted].sort());
    expect(wanted.size).toBeGreaterThan(150);
  });
});
