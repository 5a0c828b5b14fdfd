import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real server that live tests run on loopback, in a folder and on a port of its own. */
export interface LiveServer {
  readonly name: string;
  /** Debian packages; installed when missing and allowed (root, apt-get). */
  readonly packages: readonly string[];
  /** Files that must exist for it to run. */
  readonly binaries: readonly string[];
  /** Prepares `folder` and says what to start. */
  readonly start: (place: Place) => readonly Command[] | Promise<readonly Command[]>;
  /** Path that answers below 500 once the server is up. */
  readonly ready: string;
}
export interface Place {
  readonly folder: string;
  readonly port: number;
}
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
export interface Running extends Place {
  readonly url: string;
  stop(): Promise<void>;
}

const required = new Set((process.env["REQUIRE_LIVE"] ?? "").split(/[\s,]+/).filter((name) => name !== ""));

/**
 * What keeps a server from running here, or null. Installs its packages first where that is possible. A server named in
 * REQUIRE_LIVE that can't run throws instead, so that it can't be skipped by accident.
 */
export function missing(server: LiveServer): string | null {
  const absent = (): readonly string[] => server.binaries.filter((binary) => !existsSync(binary));
  if (absent().length > 0) install(server.packages);
  const why = absent().length > 0 ? `${absent().join(", ")} not installed` : null;
  if (why !== null && required.has(server.name)) throw new Error(`REQUIRE_LIVE names ${server.name}, but ${why}`);
  return why;
}

let updated = false;
function install(packages: readonly string[]): void {
  if (packages.length === 0 || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const apt = (...args: readonly string[]): void => {
    spawnSync("apt-get", [...args], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" }, stdio: "ignore" });
  };
  if (!updated) apt("update");
  updated = true;
  apt("install", "-y", "--no-install-recommends", ...packages);
}

/** Starts a server and waits until it answers; throws with what it printed when it does not within a minute. */
export async function startLive(server: LiveServer): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `live-${server.name}-`));
  const place = { folder, port: await freePort() };
  let log = "";
  const children: ChildProcess[] = [];
  for (const { command, args, env } of await server.start(place)) {
    const child = spawn(command, [...args], { cwd: folder, env: { ...process.env, NODE_OPTIONS: "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        if (log.length < 20_000) log += chunk.toString("utf8");
      });
    children.push(child);
  }
  const url = `http://127.0.0.1:${place.port}`;
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(url + server.ready).catch(() => null);
    if (response !== null && response.status < 500) return { ...place, url, stop };
    if (Date.now() > deadline || children.some((child) => child.exitCode !== null && child.exitCode !== 0)) {
      await stop();
      throw new Error(`${server.name} did not start: ${log.slice(-4000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 3000).unref();
  });
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
