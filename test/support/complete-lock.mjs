// A registry mirror may lack the binaries of other systems; npm then leaves them out of package-lock.json, and `npm ci` refuses the
// file everywhere. This puts them back: for every optional dependency that the lock names but does not hold, an entry with the
// version asked for, limited to its system, so that no machine of another system ever asks for it.
// Usage: node test/support/complete-lock.mjs [folder ...], after `npm install`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const systems = {
  linux: "linux",
  darwin: "darwin",
  win32: "win32",
  windows: "win32",
  android: "android",
  freebsd: "freebsd",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  sunos: "sunos",
  aix: "aix",
};
const processors = ["x64", "arm64", "aarch64", "ia32", "arm", "armv7", "riscv64", "s390x", "ppc64", "loong64", "mips64el", "wasm32"];

/** The system that a package's name tells; anything else (wasm, universal) is bound to one that does not exist. */
function limits(name) {
  const words = name.split("/").at(-1).split(/[-_]/);
  const os = words.map((word) => systems[word]).find(Boolean);
  const cpu = processors.find((processor) => words.includes(processor) || words.some((word) => word.startsWith(processor) && word !== "arm64"));
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : null;
  return { cpu: [cpu === "aarch64" ? "arm64" : (cpu ?? "none")], ...(libc === null || os !== "linux" ? {} : { libc }), os: [os ?? "none"] };
}

for (const folder of process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["."]) {
  const path = join(folder, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8"));
  let added = 0;
  for (const entry of Object.values({ ...lock.packages })) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      if (lock.packages[place] !== undefined || !/^\d/.test(version)) continue;
      lock.packages[place] = { version, ...limits(name), ...(entry.dev ? { dev: true } : {}), optional: true };
      added += 1;
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${path}: ${added} packages of other systems added`);
}
