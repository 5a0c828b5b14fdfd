import { describe, expect, it } from "@jest/globals";
import { attempt, importAll, isSafePath } from "./attempt.js";
import { hostileDocuments, kindCount } from "./documents.js";

describe("documents that try to break out", () => {
  const documents = hostileDocuments();

  it("cover at least sixty kinds of value", () => {
    expect(kindCount).toBeGreaterThanOrEqual(60);
  });

  it("leave nothing in the output that no template prints, and lose nothing without a word", async () => {
    const wrong: string[] = [];
    for (const { name, document } of documents) {
      const { files, diagnostics, found } = await attempt(document);
      if (found.length > 0) wrong.push(`${name}: ${found[0]?.message}`);
      if (files.length === 0 && !diagnostics.some(({ severity }) => severity === "error")) wrong.push(`${name}: no output and no error`);
      if (!files.every(({ path }) => isSafePath(path))) wrong.push(`${name}: file name`);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("run nothing when their client is imported and made", async () => {
    const outputs: { name: string; files: Awaited<ReturnType<typeof attempt>>["files"] }[] = [];
    for (const [index, { name, document }] of documents.entries()) {
      if (index % 7 !== 0) continue;
      const { files } = await attempt(document);
      if (files.length > 0) outputs.push({ name, files });
    }
    expect(outputs.length).toBeGreaterThan(150);
    expect(await importAll(outputs)).toEqual([]);
  }, 120_000);

  it("the canary would be seen: a client that sets it is named", async () => {
    const files = [{ path: "index.ts", text: "(globalThis as { __pwned?: number }).__pwned = 1;\nexport {};\n" }];
    expect(await importAll([{ name: "canary", files }])).toEqual(["canary"]);
  });
});
