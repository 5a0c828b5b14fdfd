import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A runtime that can run a bundled smoke program; `run` gives what it printed. */
export interface Runtime {
  readonly name: string;
  /** Why it can't run here; null when it can. */
  readonly missing: string | null;
  run(program: Program): Promise<string>;
}

/** A bundle (one ES module exporting `smoke(baseUrl): Promise<string>`) and the server to run it against. */
export interface Program {
  readonly bundle: string;
  readonly baseUrl: string;
  /** What a page posted to `/__outcome`; rejects after a minute. */
  posted(): Promise<string>;
}

const modules = join(process.cwd(), "test/runtimes/node_modules");

/** Installs the runtimes' platform packages once; throws what npm said when it can't. */
export function installRuntimes(): void {
  if (existsSync(modules)) return;
  const result = spawnSync("npm", ["install", "--no-package-lock", "--no-workspaces", "--no-audit", "--no-fund"], {
    cwd: join(modules, ".."),
    encoding: "utf8",
  });
  if (result.status !== 0) throw new Error(result.stderr);
}

const first = (...paths: readonly string[]): string | null => paths.map((path) => join(modules, path)).find(existsSync) ?? null;

/** Runs a command to its end; rejects with its output when it fails or takes over a minute. */
function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(text);
      else reject(new Error(`${command} ended with ${code}: ${errors || text}`));
    });
  });
}

async function inFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "smoke-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await use(folder);
  } finally {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    } catch {
      // a browser that is still dying writes into its profile; the system clears its temporary folder
    }
  }
}

const runner = (baseUrl: string): string => `import { smoke } from "./smoke.mjs";\nconsole.log(await smoke(${JSON.stringify(baseUrl)}));\n`;

function command(name: string, binary: string | null, args: (file: string) => readonly string[]): Runtime {
  return {
    name,
    missing: binary === null ? "its package has no binary for this platform" : null,
    run: ({ bundle, baseUrl }) =>
      inFolder({ "smoke.mjs": bundle, "main.mjs": runner(baseUrl) }, (folder) => output(binary ?? "", args(join(folder, "main.mjs")))),
  };
}

const platform = `${process.platform}-${process.arch}`;

/** workerd: the program is a Worker; a request to it runs the smoke and answers with what it printed. */
function workerd(binary: string | null): Runtime {
  const worker = (baseUrl: string): string =>
    `import { smoke } from "./smoke.mjs";\nexport default { async fetch() { try { return new Response(await smoke(${JSON.stringify(baseUrl)})); } catch (error) { return new Response(String(error && error.stack || error), { status: 500 }); } } };\n`;
  const config = (port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .smoke), (name = "internet", network = (allow = ["public", "private", "local"])) ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (), service = "main") ]
);
const smoke :Workerd.Worker = ( modules = [ (name = "main.mjs", esModule = embed "main.mjs"), (name = "smoke.mjs", esModule = embed "smoke.mjs") ], compatibilityDate = "2026-01-01", globalOutbound = "internet" );
`;
  return {
    name: "workerd",
    missing: binary === null ? "its package has no binary for this platform" : null,
    run: async ({ bundle, baseUrl }) => {
      const port = await freePort();
      return inFolder({ "smoke.mjs": bundle, "main.mjs": worker(baseUrl), "config.capnp": config(port) }, async (folder) => {
        const child = spawn(binary ?? "", ["serve", join(folder, "config.capnp")], { stdio: ["ignore", "ignore", "inherit"] });
        try {
          const response = await untilAnswered(`http://127.0.0.1:${port}/`);
          const text = await response.text();
          if (!response.ok) throw new Error(text);
          return text;
        } finally {
          child.kill("SIGKILL");
        }
      });
    },
  };
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function untilAnswered(url: string): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch(url);
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Chromium: a page of the server under test runs the program and posts what it printed back to that server. */
function chromium(): Runtime {
  const binary = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync) ?? null;
  return {
    name: "Chromium",
    missing: binary === null ? "no Chromium is installed" : null,
    run: ({ baseUrl, posted }) =>
      inFolder({}, async (folder) => {
        const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
        const child = spawn(binary ?? "", ["--headless", "--no-sandbox", ...quiet, `--user-data-dir=${folder}/profile`, `${baseUrl}/__smoke.html`], {
          stdio: "ignore",
        });
        const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
        try {
          return await posted();
        } finally {
          child.kill("SIGKILL");
          await ended;
        }
      }),
  };
}

/** The page that Chromium opens; the server under test has to serve it, and the bundle at /__smoke.mjs. */
export const smokePage = (baseUrl: string): string => `<!doctype html><script type="module">
import { smoke } from "/__smoke.mjs";
const post = (body) => fetch("/__outcome", { method: "POST", body });
smoke(${JSON.stringify(baseUrl)}).then(post, (error) => post("failed: " + (error && error.stack || error)));
</script>`;

/** Every runtime of the matrix, in the order of the README's table. */
export function runtimes(): readonly Runtime[] {
  return [
    command("Node 20", process.execPath, (file) => [file]),
    command("Node 22", first(`node-22-${platform}/bin/node`), (file) => [file]),
    command("Node 24", first(`node-24-${platform}/bin/node`), (file) => [file]),
    command("Bun", first(`@oven/bun-${platform.replace("arm64", "aarch64")}/bin/bun`), (file) => ["run", file]),
    command("Deno", first(`@deno/${platform}/deno`, `@deno/${platform}-glibc/deno`), (file) => ["run", "--allow-net", "--allow-env", "--no-prompt", file]),
    workerd(first(`@cloudflare/workerd-${platform.replace("-x64", "-64")}/bin/workerd`)),
    chromium(),
  ];
}
