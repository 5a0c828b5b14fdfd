import { describe, expect, it } from "@jest/globals";
import { inertSpans } from "../../../generator/emit/inert.js";

const inert = (text: string): readonly string[] => inertSpans(text).map(({ start, end }) => text.slice(start, end));

describe("declarations that do nothing", () => {
  const whole = [
    "export interface A { a: string }",
    'export interface A extends B, Omit<C, "x" | "y"> {\n  /** } */\n  "a-b"?: { c: D[] } | null;\n  [key: string]: unknown;\n}',
    "export interface A<T extends object> { import: T; new?: boolean }",
    "export type B = A | null;",
    'export type B =\n  | "a"\n  | -1\n  | (A | C)[]\n  | Record<string, () => void>;',
    "export type B = (typeof A)[keyof typeof A];",
    "export type Größe = 1;",
    'const op: Operation = {\n  id: "x", // it\'s `fine`\n  a: [1.5, -2, true, null],\n  lazy: () => other,\n  use: [xml],\n};',
    "export const E = { A: 1, delete: 2 } as const;",
    'export const E: Shape<A, "b"> = { a: "\\"}" };',
    "export function f(client: Client, input: A = {}, options?: O): R<{ a: B }, C[]> {\n  return call(client, op, input, options);\n}",
    "export function f(): Record<string, A> | (A | B)[] { return f(); }",
    'export class C { readonly #client: Client;\n  readonly pets: Pets;\n\n  constructor(client: Client) {\n    this.#client = client;\n    this.pets = new Pets(client);\n  }\n\n  /** } */\n  m(input?: A): R {\n    return f(this.#client, input);\n  }\n  "a-b"(): R { return g(this.pets); }\n}',
  ];
  it.each(whole)("are found whole: %s", (text) => {
    expect(inert(text)).toEqual([text]);
    expect(inert(`import { x } from "./x.js";\n\n${text}\nexport function f(): A { return new G(x); }\n${text}`)).toEqual([text, text]);
  });

  const none = [
    "interface A { a: string }",
    'export type { x } from "evil";',
    'export type * from "evil";',
    "export type A = B\nevil();",
    "export type A = B\n<evil>(x);",
    "export type A = B /*\n*/ evil();",
    "export type A = [evil(1)];",
    "export type A = (evil\n(1));",
    "export type A = { a: new Evil };",
    'export type A = { a: import("evil") };',
    "export type A = [x = 1];",
    "export type A = `evil`;",
    "export type A = 'evil';",
    "export type A = ;",
    "export type A = B |;",
    "export type A = { ( } evil ; ) };",
    "export type A = --x;",
    "export type A = B\u2028evil;",
    "export type \\u0041 = B;",
    "export interface A extends evil() {}",
    "export interface A; evil",
    "export interface A { a: string",
    "export interface A { a: evil() }",
    "const x = evil();",
    "const x = () => evil();",
    "const x = (evil);",
    "const x = (a) => evil;",
    "const x = () => { evil };",
    "const x = globalThis.evil;",
    'const x = globalThis["evil"];',
    "const x = { ...evil };",
    "const x = { a() {} };",
    "const x = { get a() { return 1; } };",
    "const x = { __proto__: y };",
    'const x = { "__proto__": y };',
    "const x = { a: delete y };",
    "const x = await y;",
    "const x = y = z;",
    "const x = `evil`;",
    "const x = /evil/;",
    "const x = 1\nevil;",
    "const x: A\nevil = 1;",
    "const x;",
    "const { x } = y;",
    "let x = 1;",
    "export function f(): R { return eval(x); }",
    "export function f(): R { return new Evil(x); }",
    "export function f(): R { return import(x); }",
    "export function f(): R { return evil.member(x); }",
    "export function f(): R { return evil(x.y); }",
    "export function f(): R { return evil(this[x]); }",
    "export function f(): R { return evil(g()); }",
    "export function f(): R { return evil(...x); }",
    "export function f(): R { return evil; }",
    "export function f(): R { evil(); return g(x); }",
    "export function f(): R { return g(x); evil(); }",
    "export function f(): R { return\ng(x); }",
    "export function f(): R\nevil\n{ return g(x); }",
    "export function f(): R { return g(x) }",
    "export function f(a: A = evil()): R { return g(a); }",
    "export function f(a: A = { b }): R { return g(a); }",
    "export function f(a: A = {}.b): R { return g(a); }",
    "export function f({ a }: A): R { return g(a); }",
    "export function f(...a: A): R { return g(a); }",
    "export function f(): { return g(x); }",
    "export function f<T>(): R { return g(x); }",
    "export async function f(): R { return g(x); }",
    "function f(): R { return g(x); }",
    "export class C extends evil() {}",
    "export class C<T> {}",
    "export class C { static { evil(); } }",
    "export class C { static x: A = evil; }",
    "export class C { readonly x: A = evil; }",
    "export class C { readonly x = evil(); }",
    "export class C { x: A; }",
    "export class C { [evil()](): R { return g(x); } }",
    "export class C { get x(): R { return g(x); } }",
    "export class C { async x(): R { return g(x); } }",
    "export class C { @evil x(): R { return g(x); } }",
    "export class C { m(): R { return g(x); }",
    "export class C { constructor() { evil(); } }",
    'export class C { "constructor"(): R { return evil(x); } }',
    'export class C { "\\u0063onstructor"(): R { return evil(x); } }',
    "export class C { constructor() { this.x = evil(); } }",
    "export class C { constructor() { this.x = new Function(x); } }",
    "export class C { constructor() { this[x] = y; } }",
    "export class C { constructor() { this.x += y; } }",
    "export class C { constructor() { this.x = y\n } }",
  ];
  it.each(none)("are not found in %s", (text) => {
    expect(inert(text)).toEqual([]);
  });

  it("end where they end, whatever their strings and comments hold", () => {
    expect(inert('/** } export type X = 1; */\nexport type A = "; evil()"; evil();\nexport interface B { a: "}" } evil();')).toEqual([
      'export type A = "; evil()";',
      'export interface B { a: "}" }',
    ]);
    expect(inert("export type A = 1; // evil();\nexport type B = 2;")).toEqual(["export type A = 1;", "export type B = 2;"]);
    expect(inert("{ export type A = 1; }")).toEqual([]);
    expect(inert("evil export type A = 1;")).toEqual([]);
  });

  it("are found behind functions and classes that the parser has to judge", () => {
    expect(inert("export function f(): R { return g(x, { a: 1 }); }\nexport class C { m(): R { return new G(x); } }\nexport type A = 1;")).toEqual([
      "export type A = 1;",
    ]);
  });

  it("are not looked for behind what our templates don't print", () => {
    for (const odd of ["'x';", "`x`;", "/x/;", "@x", "\\u0041;", "}", "(];", "// x\u2028evil();\n", '"a\nb";', '"a', "/* x", "\u00a0"]) {
      expect(inert(`export type A = 1;\n${odd}\nexport type B = 2;`)).toEqual(["export type A = 1;"]);
    }
  });
});
