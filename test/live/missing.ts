import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LiveServer } from "./live-server.js";

const required = new Set((process.env["REQUIRE_LIVE"] ?? "").split(/[\s,]+/).filter((name) => name !== ""));

/**
 * What keeps a server from running here, or null. Installs its packages first where that is possible. A server named in
 * REQUIRE_LIVE that can't run throws instead, so that it can't be skipped by accident.
 */
export function missing(server: LiveServer): string | null {
  const absent = (): readonly string[] => server.binaries.filter((binary) => !existsSync(binary));
  if (absent().length > 0) install(server);
  const why = absent().length > 0 ? `${absent().join(", ")} not installed` : null;
  if (why !== null && required.has(server.name)) throw new Error(`REQUIRE_LIVE names ${server.name}, but ${why}`);
  return why;
}

function install({ name, packages, npm }: LiveServer): void {
  if (npm !== undefined) npmInstall(name, npm);
  aptInstall(packages);
}

/** Where a server's npm packages are. */
export const npmFolder = (name: string): string => join(process.cwd(), ".cache/live", name);

function npmInstall(name: string, dependencies: Readonly<Record<string, string>>): void {
  mkdirSync(npmFolder(name), { recursive: true });
  writeFileSync(join(npmFolder(name), "package.json"), JSON.stringify({ private: true, dependencies }));
  const flags = [
    "--no-package-lock",
    "--no-workspaces",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--omit=dev",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
  ];
  spawnSync("npm", ["install", ...flags], { cwd: npmFolder(name), stdio: "ignore" });
}

let updated = false;
function aptInstall(packages: readonly string[]): void {
  if (packages.length === 0 || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const apt = (...args: readonly string[]): void => {
    spawnSync("apt-get", [...args], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" }, stdio: "ignore" });
  };
  if (!updated) apt("update");
  updated = true;
  withoutServices(() => apt("install", "-y", "--no-install-recommends", ...packages));
}

/** Debian starts the services that it installs, unless this file says no. */
function withoutServices(run: () => void): void {
  const policy = "/usr/sbin/policy-rc.d";
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    run();
  } finally {
    if (isOurs) rmSync(policy);
  }
}
