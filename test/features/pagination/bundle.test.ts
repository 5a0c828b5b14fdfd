import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** The runtime's rooms of which a bundle holds code. */
async function roomsOf(verb: string): Promise<string[]> {
  const contents = `import { createClient, ${verb} } from "./runtime/index.js";
    const client = createClient({ name: "test", version: "1", environments: { default: "https://api.example" } });
    ${verb}(client, { id: "getThing", path: "/" });`;
  const { metafile } = await build({
    stdin: { contents, loader: "ts", resolveDir: resolve(process.cwd()) },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    metafile: true,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const rooms = used
    .map(([file]) => /runtime\/(\w+)\//.exec(file)?.[1] ?? "")
    .filter((room) => ["pagination", "polling", "streaming", "xml", "raw"].includes(room));
  return [...new Set(rooms)].sort();
}

describe("what a bundle pays", () => {
  it.each([
    { verb: "call", want: [] },
    { verb: "pages", want: ["pagination"] },
    { verb: "job", want: ["polling"] },
    { verb: "events", want: ["streaming"] },
  ])("a client that uses $verb holds $want", async ({ verb, want }) => {
    expect(await roomsOf(verb)).toEqual(want);
  });
});
