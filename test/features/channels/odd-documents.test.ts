import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { verify } from "../../../generator/emit/verify.js";
import { compileErrors, generateInMemory, writeInto } from "../../support/compile.js";
import { oddDocuments } from "./odd-documents.js";

const folder = mkdtempSync(join(tmpdir(), "odd-"));
const outputs = join(folder, "out");
mkdirSync(outputs);
afterAll(() => rmSync(folder, { recursive: true }));

describe("an odd AsyncAPI document", () => {
  it.each(oddDocuments.map((each, index) => ({ ...each, index })))(
    "generates, or says why not: $name",
    async ({ document, files = {}, told = [], prints = [], refused, index }) => {
      const place = join(folder, `${index}`);
      mkdirSync(place);
      for (const [name, value] of Object.entries({ "asyncapi.json": document, ...files })) writeFileSync(join(place, name), JSON.stringify(value));
      const made = await generateInMemory(join(place, "asyncapi.json"));
      expect([...new Set(made.diagnostics.map(({ code }) => code))].sort()).toEqual(told);
      for (const { at, message, remedy } of made.diagnostics) expect([at, message, remedy].every((part) => part !== "")).toBe(true);
      expect(made.files.length > 0).toBe(refused !== true);
      expect(await verify(made.files)).toEqual([]);
      const textOf = (path: string): string =>
        made.files.find((file) => file.path === path)?.text ?? `no ${path} among ${made.files.map((file) => file.path).join(", ")}`;
      for (const [path, part] of prints) expect(textOf(path)).toContain(part);
      if (made.files.length > 0) writeInto(join(outputs, `${index}`), made.files);
    },
  );

  it("leaves clients that compile", () => {
    expect(compileErrors(outputs)).toEqual([]);
  });
});
