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
  ];
  it.each(whole)("are found whole: %s", (text) => {
    expect(inert(text)).toEqual([text]);
    expect(inert(`import { x } from "./x.js";\n\n${text}\nexport function f(): A { return g(x, this.#y); }\n${text}`)).toEqual([text, text]);
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

  it("are not looked for behind what our templates don't print", () => {
    for (const odd of ["'x';", "`x`;", "/x/;", "@x", "\\u0041;", "}", "(];", "// x\u2028evil();\n", '"a\nb";', '"a', "/* x", "\u00a0"]) {
      expect(inert(`export type A = 1;\n${odd}\nexport type B = 2;`)).toEqual(["export type A = 1;"]);
    }
  });
});
