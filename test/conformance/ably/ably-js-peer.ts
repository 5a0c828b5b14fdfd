import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const folder = resolve("test/conformance/ably-js");

/** Installs Ably's own client; throws what npm said when it can't. */
export function installAblyJs(): void {
  if (existsSync(resolve(folder, "node_modules/ably"))) return;
  const result = spawnSync("npm", ["ci", "--no-workspaces", "--no-audit", "--no-fund"], { cwd: folder, encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stderr);
}

/** Ably's own client in another process. */
export interface AblyJs {
  /** Runs one of peer.mjs's commands. Rejects with the code and message of the client's error. */
  run(command: string, input?: object): Promise<unknown>;
  end(): void;
}

/** Starts a process with Ably's own client, not connected yet. */
export function startAblyJs(): AblyJs {
  const child: ChildProcess = spawn(process.execPath, ["peer.mjs"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>();
  let next = 0;
  if (child.stdout === null || child.stdin === null) throw new Error("the process has no pipes");
  const { stdin } = child;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, value, error } = JSON.parse(line) as { id: number; value?: unknown; error?: { code: number; statusCode: number; message: string } }; // peer.mjs writes it so
    const each = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) each?.resolve(value);
    else each?.reject(Object.assign(new Error(error.message), { code: error.code, statusCode: error.statusCode }));
  });
  return {
    run(command, input = {}) {
      const id = next++;
      stdin.write(`${JSON.stringify({ id, command, ...input })}\n`);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    end: () => void child.kill(),
  };
}
