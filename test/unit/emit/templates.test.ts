import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { precompileTemplates, writePrecompiledTemplates } from "../../../generator/emit/precompile.js";
import { loadPrecompiled, PARTIAL_NAMES, render, TEMPLATE_NAMES, type TemplateView } from "../../../generator/emit/templates.js";
import { code } from "../../../generator/emit/tokens.js";

describe("the template engine", () => {
  it("prints tokens", () => {
    expect(render("index", { header: code("// x"), exports: [{ types: true, what: code("*"), from: code('"./a.js"') }] })).toBe(
      '// x\n\nexport type * from "./a.js";\n',
    );
  });

  const refused: readonly unknown[] = ["evil", 1, null, undefined, () => "evil"];
  it.each(refused)("refuses %p as a value", (value) => {
    const view = { header: code("// x"), exports: [{ types: true, what: code("*"), from: value }] } as unknown as { [name: string]: TemplateView };
    expect(() => render("index", view)).toThrow("only tokens can be printed");
  });

  it("throws on a value that the view lacks", () => {
    expect(() => render("index", { exports: [] })).toThrow("header");
  });

  it("compiles every template into one module for dist, which prints the same", () => {
    const text = precompileTemplates();
    for (const name of [...TEMPLATE_NAMES, ...PARTIAL_NAMES]) expect(text).toContain(`"${name}": {`);
    const folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), "templates-"))}/`);
    writePrecompiledTemplates(new URL("../../../templates/", import.meta.url), folder);
    const view = { header: code("// x"), exports: [{ types: false, what: code("*"), from: code('"./a.js"') }] };
    expect(loadPrecompiled(new URL("precompiled.cjs", folder)).get("index")?.(view)).toBe(render("index", view));
    rmSync(folder, { recursive: true });
  });
});
