// Programs that call N operations of a generated client, one per contender; the arguments are `never`, so that only the
// signatures are paid for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const plain = (name) => name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();

/** The first `count` GET operations of a document, spread evenly. */
export function pickOperations(document, count) {
  const all = Object.entries(document.paths).flatMap(([path, item]) => (item.get?.operationId ? [{ path, id: item.get.operationId }] : []));
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0).slice(0, count);
}

function exportsOf(folder, ignore = () => false) {
  const found = new Map();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.includes("node_modules") || file.startsWith("consumer") || ignore(file)) continue;
    const text = readFileSync(join(folder, file), "utf8");
    for (const match of text.matchAll(/^export (?:declare )?(?:async )?(?:const|function) (\w+)/gm)) {
      if (!found.has(plain(match[1]))) found.set(plain(match[1]), { name: match[1], file: `./${file.replace(/\.ts$/, ".js")}` });
    }
    for (const match of text.matchAll(/^export const \{ ([^}]+) \} = \w+;/gm)) {
      for (const name of match[1].split(",").map((each) => each.trim())) found.set(plain(name), { name, file: `./${file.replace(/\.ts$/, ".js")}` });
    }
  }
  return found;
}

function importing(operations, found, call) {
  const lines = [];
  const calls = [];
  operations.forEach((operation, index) => {
    const entry = found.get(plain(operation.id));
    if (!entry) return;
    lines.push(`import { ${entry.name} as f${index} } from ${JSON.stringify(entry.file)};`);
    calls.push(call(`f${index}`));
  });
  return { lines, calls };
}

const baseUrl = `"https://api.example.com"`;
const credentials = `{ tokenUrl: "https://api.example.com/token", clientId: "id", clientSecret: "secret" }`;
const definition = `{ name: "api", version: "1", environments: { production: ${baseUrl} }, auth: { oauth: { type: "oauth2", tokenUrl: "https://api.example.com/token" } }, security: ["oauth"] }`;
const clients = {
  bare: [`import { plainClient } from "@clientwright/runtime";`, `const client = plainClient({ baseUrl: ${baseUrl} });`],
  small: [
    `import { clientCredentials, plainClient, plainRetry, plainTimeout, signedBy } from "@clientwright/runtime";`,
    `const client = plainClient({ baseUrl: ${baseUrl}, layers: [plainRetry(), signedBy(clientCredentials(${credentials}), { baseUrl: ${baseUrl} }), plainTimeout()] });`,
  ],
  standard: [
    `import { composeClient, envOptions, oauthAuth, uploadCounts } from "@clientwright/runtime";`,
    `const client = composeClient(${definition}, { auth: { oauth: { clientId: "id", clientSecret: "secret" } } }, [envOptions, uploadCounts, oauthAuth]);`,
  ],
};

export const consumers = {
  ours: {
    byGroup(folder, operations) {
      const { lines, calls } = importing(
        operations,
        exportsOf(folder, (file) => !file.startsWith("operations")),
        (name) => `  console.log(await ${name}(client, undefined as never));`,
      );
      return [
        ...lines,
        `import type { Client } from "@clientwright/runtime";`,
        "export async function run(client: Client): Promise<void> {",
        ...calls,
        "}",
      ].join("\n");
    },
    byBarrel(folder, operations) {
      const found = exportsOf(folder, (file) => !file.startsWith("operations"));
      for (const entry of found.values()) entry.file = "./index.js";
      const { lines, calls } = importing(operations, found, (name) => `  console.log(await ${name}(client, undefined as never));`);
      return [
        ...lines,
        `import type { Client } from "@clientwright/runtime";`,
        "export async function run(client: Client): Promise<void> {",
        ...calls,
        "}",
      ].join("\n");
    },
    /** A whole program: over a bare client, a small one with OAuth, retry and deadlines, or the standard one with everything on. */
    program(folder, operations, kind) {
      const { lines, calls } = importing(
        operations,
        exportsOf(folder, (file) => !file.startsWith("operations")),
        (name) => `console.log(await ${name}(client, {} as never));`,
      );
      return [...lines, ...clients[kind], ...calls].join("\n");
    },
  },
  openapiFetch: (_folder, operations) =>
    [
      'import createClient from "openapi-fetch";',
      'import type { paths } from "./index.js";',
      "const client = createClient<paths>({ baseUrl: 'https://api.example.com' });",
      ...operations.map(({ path }) => `console.log((await client.GET(${JSON.stringify(path)}, {} as never)).data);`),
    ].join("\n"),
  heyApi: (folder, operations) => {
    const { lines, calls } = importing(
      operations,
      exportsOf(folder, (file) => !file.endsWith("sdk.gen.ts")),
      (name) => `console.log((await ${name}({} as never)).data);`,
    );
    return [...lines, ...calls].join("\n");
  },
  orval: (folder, operations) => {
    const { lines, calls } = importing(
      operations,
      exportsOf(folder, (file) => file !== "index.ts"),
      (name) => `console.log((await ${name}({} as never)).data);`,
    );
    return [...lines, ...calls].join("\n");
  },
  redocly: (folder, operations) => {
    const text = existsSync(join(folder, "index.ts")) ? readFileSync(join(folder, "index.ts"), "utf8") : "";
    const { lines, calls } = importing(operations, exportsOf(folder), (name) => `console.log(await ${name}({} as never));`);
    return text === "" ? null : [...lines, ...calls].join("\n");
  },
};
