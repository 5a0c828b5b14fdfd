import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real server that live tests run on loopback, in a folder and on a port of its own. */
export interface LiveServer {
  readonly name: string;
  /** Debian packages; installed when missing and allowed (root, apt-get). */
  readonly packages: readonly string[];
  /** npm packages with their versions; installed into a folder of their own under .cache. */
  readonly npm?: Readonly<Record<string, string>>;
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
  /** A port that it opens once it is ready; the server is up when all of them are. */
  readonly opens?: number;
}
export interface Running extends Place {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server (on a port of its own, unless one is given) and waits until it answers; throws with what it printed when it does not within a minute. */
export async function startLive(server: LiveServer, port?: number): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `live-${server.name}-`));
  const place = { folder, port: port ?? (await freePort()) };
  let log = "";
  const children: ChildProcess[] = [];
  const commands = await server.start(place);
  for (const { command, args, env } of commands) {
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
  const ports = commands.flatMap(({ opens }) => opens ?? []);
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(url + server.ready).catch(() => null);
    if (response !== null && response.status < 500 && (await Promise.all(ports.map(isOpen))).every(Boolean)) return { ...place, url, stop };
    if (Date.now() > deadline || children.some((child) => child.exitCode !== null && child.exitCode !== 0)) {
      await stop();
      throw new Error(`${server.name} did not start: ${log.slice(-4000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
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
