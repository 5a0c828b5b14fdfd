import { describe, expect, it } from "@jest/globals";
import { verify } from "../../../generator/emit/verify.js";

const codes = async (text: string, what: "all" | "acting" = "all"): Promise<readonly string[]> =>
  (await verify([{ path: "x.ts", text }], what)).map((diagnostic) => `${diagnostic.code}@${diagnostic.line}`);

describe("parse-back", () => {
  const fine = [
    'import { call, type Client } from "@clientwright/runtime";',
    'import { xml } from "@clientwright/runtime/xml";',
    'import type { Pet } from "../models.js";',
    'export type * from "./models.js";',
    'export { Batches } from "../../specs/x/custom/batches.js";',
    "export interface A { a: string }",
    "export type B = A | null;",
    'const op: Operation = { id: "x", a: [1, -2, true, null], lazy: () => other, use: [xml], ["__proto__"]: 1 };',
    "export const E = { A: 1 } as const;",
    "export function f(client: Client, input: A = {}, options?: O): R { return call(client, op, input, options); }",
    "export function g(options: O = {}): R { return new Api(createClient(options, { codecs: [xml], ...options })); }",
    "export function fetch(client: Client): R { return call(client, op); }",
    "export class Worker { fetch(): R { return fetch(this.#client); } }",
    "export class C { readonly #client: Client; constructor(client: Client) { this.#client = client; this.sub = new Sub(client); } m(input: A): R { return f(this.#client, input); } }",
  ];
  it.each(fine)("accepts %s", async (text) => {
    expect(await codes(text)).toEqual([]);
    expect(await codes(text, "acting")).toEqual([]);
  });

  const bad = [
    "evil();",
    'export function f(client: Client): R { return eval("1"); }',
    'export function f(client: Client): R { return new Function("1"); }',
    'export class C { constructor(client: Client) { this.sub = eval("1"); } }',
    "export function f(client: Client): R { return eval(client); }",
    "export function f(client: Client): R { return Function(client); }",
    "export class C { constructor(client: Client) { this.sub = new Function(client); } }",
    "export function f(client: Client): R { return call(client); } evil();",
    "export class C { m(client: Client): R { return call(client); } } evil();",
    'import "node:fs";',
    'import fs from "node:fs";',
    'import { readFileSync } from "node:fs";',
    'import { x } from "../../../../etc/passwd";',
    'import * as all from "@clientwright/runtime";',
    'export { x } from "evil";',
    'export * as ns from "./models.js";',
    "export default evil;",
    "let x: A = 1;",
    "const x: A = evil();",
    "const x: A = { a: evil() };",
    "const x: A = { [evil()]: 1 };",
    "const x: A = { __proto__: y };",
    "const x: A = { get a() { return 1; } };",
    "const x: A = { a() {} };",
    "const x: A = { ...evil };",
    "const x: A = [...evil];",
    "const x: A = `$" + "{evil()}`;",
    "const x: A = () => evil();",
    "const x: A = globalThis.evil;",
    "export function f() { evil(); return call(client); }",
    "export function f() { return evil; }",
    "export function f(a = evil()) { return call(a); }",
    "export async function f() { return call(a); }",
    "export function f() { return call(evil.member); }",
    "export class C extends evil() {}",
    "export class C { static { evil(); } }",
    "export class C { x = evil(); }",
    "export class C { static x: 1; }",
    "export class C { constructor() { evil(); } }",
    "export class C { constructor() { this.x = evil; this[evil()] = y; } }",
    "export class C { [evil()](): R { return f(); } }",
    "export class C { get x(): R { return f(); } }",
    "enum E { A = evil() }",
    "namespace N { evil(); }",
    "#!/usr/bin/env evil",
    "if (true) {}",
    "declare global {}",
  ];
  it.each(bad)("refuses %s", async (text) => {
    expect(await codes(`export type Fine = 1;\n${text}`)).not.toEqual([]);
    expect(await codes(`export type Fine = 1;\n${text}`, "acting")).not.toEqual([]);
  });

  it("says where, and reports text that does not parse", async () => {
    expect(await codes("export type A = 1;\n\n  evil();")).toEqual(["emitted-unexpected@3"]);
    expect(await codes("export type A = ;")).toEqual(["emitted-syntax@1"]);
    expect(await codes("export type A = 1;\nexport type B = 1 evil(", "acting")).toEqual(["emitted-syntax@2"]);
  });

  it("leaves types to the compiler where only what can run is asked for", async () => {
    expect(await codes("export interface A { a: : }", "acting")).toEqual([]);
    expect(await codes("export interface A { a: : }")).toEqual(["emitted-syntax@1"]);
  });

  it("finds what hides between types, behind text that is no plain ASCII", async () => {
    expect(await codes('/** été 😀 */\nexport type A = "😀";\nevil();\nexport interface B { a: "}" }\nexport type { x } from "evil";')).toEqual([
      "emitted-unexpected@3",
      "emitted-unexpected@5",
    ]);
    expect(await codes('export type A = "😀é"; evil(); export type B = 1;')).toEqual(["emitted-unexpected@1"]);
  });

  it("leaves files that are no TypeScript alone", async () => {
    expect(await verify([{ path: "manifest.json", text: "evil()" }])).toEqual([]);
  });
});
