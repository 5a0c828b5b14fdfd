import { describe, expect, it } from "@jest/globals";
import { wantedBy } from "../../../generator/inline/wanted.js";

const from = (path: string, text: string, output = "") => wantedBy([{ path, text }], output);

describe("what files want of the runtime beside them", () => {
  it.each([
    { path: "client.ts", text: 'import { call, type Client } from "./runtime/index.js";', want: { names: ["call", "Client"], files: [] } },
    { path: "operations/a.ts", text: 'import { pages as list } from "../runtime/index.js";', want: { names: ["pages"], files: [] } },
    { path: "operations/a.ts", text: 'import { xml } from "../runtime/xml/index.js";', want: { names: [], files: ["xml/index.ts"] } },
    { path: "operations/a.ts", text: 'import { xml } from "./runtime/xml/index.js";', want: { names: [], files: [] } },
    { path: "client.ts", text: 'const text = "./runtime/index.js";', want: { names: [], files: [] } },
    { path: "manifest.json", text: '{ "files": { "runtime/index.ts": "" } }', want: { names: [], files: [] } },
  ])("$path with $text", async ({ path, text, want }) => {
    expect(await from(path, text)).toEqual(want);
  });

  it("counts imports of that client's runtime only", async () => {
    const text = 'import { call } from "../../src/acme/runtime/index.js";';
    expect(await from("/app/specs/custom/a.ts", text, "/app/src/acme")).toEqual({ names: ["call"], files: [] });
    expect(await from("/app/specs/custom/a.ts", text, "/app/src/other")).toEqual({ names: [], files: [] });
  });
});
