import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";

/** The import rules of docs/DESIGN.md, read from the code itself. */

const root = resolve(process.cwd());

function sources(folder: string): string[] {
  const at = join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "dist" || entry.name === "node_modules" || entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

interface Import {
  readonly file: string;
  /** Repository path for relative imports, the bare name for packages. */
  readonly target: string;
  readonly lazy: boolean;
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^"'();]*?\sfrom\s+)?["']([^"']+)["']/gm;
const dynamic = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found: Import[] = [];
  const add = (specifier: string, lazy: boolean, typeOnly: boolean): void => {
    const target = specifier.startsWith(".") ? relative(root, resolve(root, dirname(file), specifier)).replace(/\.js$/, ".ts") : specifier;
    found.push({ file, target, lazy, typeOnly });
  };
  for (const match of text.matchAll(statement)) add(match[2] as string, false, match[1] !== undefined);
  for (const match of text.matchAll(dynamic)) add(match[1] as string, true, false);
  return found;
}

const inside = (target: string, folder: string): boolean => target === folder || target.startsWith(`${folder}/`);
const offenders = (folder: string, allowed: (found: Import) => boolean): string[] =>
  sources(folder)
    .flatMap(importsOf)
    .filter((found) => !allowed(found))
    .map((found) => `${found.file} -> ${found.target}`);

/** A protocol imports itself, the core, and what lies directly in realtime/: its interfaces; never another protocol. */
const protocolRooms = (): Record<string, readonly string[]> =>
  Object.fromEntries(
    readdirSync(join(root, "runtime/realtime/protocols")).map((name) => [
      `runtime/realtime/protocols/${name}`,
      ["runtime/core", "runtime/auth", "runtime/streaming", "runtime/realtime/msgpack", ...realtimeFiles()],
    ]),
  );
/** Each framing but the built-in ones has an entry point of its own. */
const framingRooms = (): Record<string, readonly string[]> =>
  Object.fromEntries(
    readdirSync(join(root, "runtime/realtime/protocols"))
      .filter((name) => existsSync(join(root, "runtime", name)))
      .map((name) => [`runtime/${name}`, ["runtime/realtime", "runtime/core"]]),
  );
const realtimeFiles = (): string[] => readdirSync(join(root, "runtime/realtime")).flatMap((name) => (name.endsWith(".ts") ? [`runtime/realtime/${name}`] : []));

const rooms: Readonly<Record<string, readonly string[]>> = {
  "generator/ir": [],
  "generator/load": ["generator/ir", "generator/diagnostics.ts"],
  "generator/schema": ["generator/ir", "generator/diagnostics.ts", "generator/load/refs.ts"],
  "generator/openapi": ["generator/ir", "generator/schema", "generator/diagnostics.ts", "generator/load/refs.ts"],
  "generator/asyncapi": ["generator/ir", "generator/schema", "generator/diagnostics.ts", "generator/load/refs.ts"],
  "generator/plan": ["generator/ir", "generator/diagnostics.ts"],
  "generator/emit": ["generator/ir", "generator/plan", "generator/diagnostics.ts"],
  "generator/inline": ["generator/emit", "generator/plan", "generator/diagnostics.ts"],
  "generator/weave": ["generator/emit/emitted-file.ts", "generator/diagnostics.ts"],
  "generator/propose": ["generator/ir", "generator/plan/config/client-config.ts"],
  "generator/write": ["generator/emit", "generator/plan", "generator/diagnostics.ts"],
  "generator/diff": ["generator/ir", "generator/diagnostics.ts"],
  "runtime/core": [],
  "runtime/auth": ["runtime/core"],
  "runtime/retry": ["runtime/core"],
  "runtime/pagination": ["runtime/core"],
  "runtime/streaming": ["runtime/core"],
  "runtime/polling": ["runtime/core"],
  "runtime/config": ["runtime/core"],
  "runtime/client": ["runtime/core", "runtime/auth", "runtime/retry", "runtime/config"],
  "runtime/realtime": ["runtime/core", "runtime/auth", "runtime/streaming", "runtime/client/address.ts"],
  "runtime/realtime/msgpack": [],
  ...protocolRooms(),
  "runtime/ws": ["runtime/realtime", "runtime/core"],
  "runtime/brokers": ["runtime/realtime", "runtime/core"],
  ...framingRooms(),
  "runtime/testing": ["runtime/realtime", "runtime/core"],
  "runtime/avro": ["runtime/realtime", "runtime/core"],
  "runtime/protobuf": ["runtime/realtime", "runtime/core"],
  "runtime/xml": ["runtime/core"],
  "runtime/raw": ["runtime/core"],
};

describe("who may import whom", () => {
  it.each(Object.entries(rooms))("%s imports only itself and %j", (room, allowed) => {
    const bad = offenders(
      room,
      ({ target }) => !/^(generator|runtime|generated|templates|test|specs)\//.test(target) || [room, ...allowed].some((folder) => inside(target, folder)),
    );
    expect(bad).toEqual([]);
  });

  it("generator and runtime never import each other, but for the CLI's mock", () => {
    expect(
      offenders("generator", ({ target, file }) => !inside(target, "runtime") && (!target.startsWith("@clientwright/") || inside(file, "generator/cli"))),
    ).toEqual([]);
    expect(offenders("runtime", ({ target }) => !inside(target, "generator") && !inside(target, "generated"))).toEqual([]);
  });

  it("the runtime has no dependency and no Node module outside its Node entry points", () => {
    const free = ({ target }: Import): boolean => target.startsWith("runtime/");
    for (const room of ["core", "auth", "retry", "pagination", "streaming", "polling", "config", "client", "realtime"])
      expect(offenders(`runtime/${room}`, free)).toEqual([]);
    expect(offenders("runtime", ({ file, target }) => !target.startsWith("node:") || inside(file, "runtime/node") || inside(file, "runtime/testing"))).toEqual(
      [],
    );
  });

  it("generated code imports the runtime, itself and its hand-written slots", () => {
    expect(
      offenders(
        "generated",
        ({ target }) =>
          /^@clientwright\/runtime(\/[a-z.-]+)?$/.test(target) ||
          inside(target, "generated") ||
          /^specs\/[^/]+\/custom\//.test(target) ||
          target === "openapi-fetch",
      ),
    ).toEqual([]);
  });

  it("heavy packages are imported lazily, each by one room", () => {
    const heavy: Readonly<Record<string, string>> = {
      "openapi-typescript": "generator/emit",
      typescript: "generator/emit",
      "ts-morph": "generator/weave",
      "@asyncapi/parser": "generator/asyncapi",
      yaml: "generator",
    };
    const bad = sources("generator")
      .flatMap(importsOf)
      .filter(({ file, target, lazy, typeOnly }) => target in heavy && !typeOnly && !(lazy && inside(file, heavy[target] as string)));
    expect(bad.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it("console and process stand in the CLI only", () => {
    const bad = [...sources("generator"), ...sources("runtime")]
      .filter((file) => !inside(file, "generator/cli") && !inside(file, "runtime/node"))
      .filter((file) => /(^|[^.\w])(console|process)\.\w/m.test(readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
    expect(bad.filter((file) => file !== "generator/build.ts")).toEqual([]);
  });

  it("templates hold no script and no comparison", () => {
    const at = join(root, "templates");
    const bad = readdirSync(at, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".hbs") && /@root|\(eq |\(lookup |\{\{\{/.test(readFileSync(join(at, name), "utf8")),
    );
    expect(bad).toEqual([]);
  });
});
