// Packs the three packages, installs the tarballs in an empty folder, and uses them the way a new user would:
// generate a client with the CLI, compile it, import the runtime and a ready-made client from ESM and from require().
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "clientwright-pack-"));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NODE_OPTIONS: "" } });

const document = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
servers: [{ url: "https://notes.example.com" }]
paths:
  /notes/{id}:
    get:
      operationId: getNote
      tags: [notes]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: One note., content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
components:
  schemas:
    Note: { type: object, required: [id, text], properties: { id: { type: string }, text: { type: string } } }
`;
const program = `import { createNotes } from "./src/notes/index.js";
const notes = createNotes({ fetch: async () => new Response('{"id":"1","text":"packed"}', { headers: { "content-type": "application/json" } }) });
const note = await notes.notes.get({ id: "1" });
console.log(note.text);
`;

try {
  const tarballs = ["runtime", "generator", "generated"].map((name) => {
    const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], join(root, name)));
    const outside = packed.files.map((file) => file.path).filter((path) => !/^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(path));
    if (outside.length > 0) throw new Error(`${packed.name} packs more than it should: ${outside.slice(0, 5).join(", ")}`);
    console.log(`${packed.name}: ${packed.files.length} files, ${(packed.size / 1024).toFixed(0)} KiB`);
    return join(folder, packed.filename);
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "fresh", private: true, type: "module" }));
  run("npm", ["install", "--no-audit", "--no-fund", tarballs[0]]);
  const installed = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
  if (installed.join() !== "@clientwright") throw new Error(`the runtime brings other packages: ${installed.join(", ")}`);
  const runtime = join(folder, "node_modules/@clientwright/runtime");
  const targets = Object.values(JSON.parse(readFileSync(join(runtime, "package.json"), "utf8")).exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  const missing = targets.filter((path) => !existsSync(join(runtime, path)));
  if (missing.length > 0) throw new Error(`the runtime's exports name files that it doesn't have: ${missing.join(", ")}`);
  run("npm", ["install", "--no-audit", "--no-fund", ...tarballs.slice(1)]);
  writeFileSync(join(folder, "openapi.yaml"), document);
  console.log(run(join(folder, "node_modules/.bin/clientwright"), ["generate", "openapi.yaml", "-o", "src/notes", "--name", "notes"]).trim());
  run(join(folder, "node_modules/.bin/clientwright"), ["generate", "openapi.yaml", "-o", "src/inlined", "--name", "notes", "--runtime", "inline"]);
  const copies = readdirSync(join(folder, "src/inlined"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const leaning = copies.filter((name) => readFileSync(join(folder, "src/inlined", name), "utf8").includes('from "@'));
  if (leaning.length > 0 || !copies.includes(join("runtime", "core", "call.ts"))) throw new Error(`the inline client leans on packages: ${leaning.join(", ")}`);
  writeFileSync(join(folder, "main.ts"), program);
  writeFileSync(join(folder, "inlined.ts"), program.replace("src/notes/", "src/inlined/"));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        target: "ES2022",
        module: "nodenext",
        lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        types: [],
        outDir: "out",
      },
      files: ["main.ts", "inlined.ts"],
    }),
  );
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."]);
  for (const name of ["main", "inlined"]) {
    const printed = run(process.execPath, [join(folder, `out/${name}.js`)]).trim();
    if (printed !== "packed") throw new Error(`the compiled program ${name} printed ${JSON.stringify(printed)}`);
  }
  run(process.execPath, [
    "-e",
    'const { createSpark } = require("@clientwright/clients/coherent-spark"); if (typeof createSpark !== "function") throw new Error("no createSpark through require()");',
  ]);
  run(process.execPath, [
    "--input-type=module",
    "-e",
    'import { executeService } from "@clientwright/clients/coherent-spark/operations/services"; if (typeof executeService !== "function") throw new Error("no executeService");',
  ]);
  console.log("packed, installed, generated, compiled, imported, required");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
