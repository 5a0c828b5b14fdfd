import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, freePort, type Place } from "./live-server.js";

/** A broker of the test's own, on a port and in a folder of its own, that can be killed and started again. */
export interface BrokerProcess extends Place {
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again over what it kept; resolves when it takes connections. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a broker and waits until its port takes connections; throws with what it printed when it does not within a minute. */
export async function startBroker(name: string, command: (place: Place) => Command | Promise<Command>): Promise<BrokerProcess> {
  const folder = mkdtempSync(join(tmpdir(), `live-${name}-`));
  const place = { folder, port: await freePort() };
  const { command: file, args, env } = await command(place);
  let child: ChildProcess | null = null;
  let log = "";
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      ending.once("exit", () => resolve());
      // A process group of its own: servers that are scripts have the broker as their child.
      process.kill(-(ending.pid ?? 0), signal);
      setTimeout(() => ending.kill("SIGKILL"), 5_000).unref();
    });
  };
  const start = async (): Promise<void> => {
    child = spawn(file, [...args], { cwd: folder, detached: true, env: { ...process.env, NODE_OPTIONS: "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        log = (log + chunk.toString("utf8")).slice(-4_000);
      });
    const deadline = Date.now() + 60_000;
    while (!(await isOpen(place.port))) {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`${name} did not start: ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await start();
  return {
    ...place,
    start,
    kill: () => end("SIGKILL"),
    stop: async () => {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether something takes connections there. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
