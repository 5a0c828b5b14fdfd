import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AwsKeys } from "@clientwright/runtime";
import { type Command, freePort, type LiveServer, type Place } from "./live-server.js";

/** The one user of the Swift server below, as S3 calls it: its id has a colon in it. */
export const s3Keys: AwsKeys = { accessKeyId: "test:tester", secretAccessKey: "live/secret+key=1" };

const layers = ["account", "container", "object"] as const;
type Layer = (typeof layers)[number];
const bin = (name: string): string => `/usr/bin/swift-${name}`;

/** OpenStack Swift as one node with its S3 face, which checks AWS signatures as Amazon does. */
export const s3: LiveServer = {
  name: "s3",
  packages: ["swift-proxy", "swift-account", "swift-container", "swift-object", "memcached"],
  binaries: [...["proxy-server", "ring-builder", ...layers.map((layer) => `${layer}-server`)].map(bin), "/usr/bin/memcached"],
  ready: "/healthcheck",
  start: async (place) => {
    const cache = await freePort();
    const started: Command[] = [{ command: "/usr/bin/memcached", args: ["-u", "root", "-l", "127.0.0.1", "-p", `${cache}`, "-m", "16"], opens: cache }];
    for (const layer of layers) started.push(await storage(place, layer));
    started.push(proxy(place, cache));
    return started;
  },
};

/** One of the three servers that keep data, and the ring that leads to it. */
async function storage(place: Place, layer: Layer): Promise<Command> {
  const port = await freePort();
  const ring = join(place.folder, `${layer}.builder`);
  mkdirSync(join(place.folder, "devices", "d1"), { recursive: true });
  for (const step of [
    ["create", "4", "1", "1"],
    ["add", `r1z1-127.0.0.1:${port}/d1`, "1"],
    ["rebalance", "1"],
  ]) {
    const { status, stdout, stderr } = spawnSync(bin("ring-builder"), [ring, ...step], { encoding: "utf8" });
    if (status !== 0) throw new Error(`swift-ring-builder ${step.join(" ")}: ${stdout}${stderr}`);
  }
  const command = server(place, `${layer}-server`, {
    DEFAULT: { ...common(place), bind_port: port, devices: join(place.folder, "devices"), mount_check: "false" },
    "pipeline:main": { pipeline: `${layer}-server` },
    [`app:${layer}-server`]: { use: `egg:swift#${layer}` },
  });
  return { ...command, opens: port };
}

function proxy(place: Place, cache: number): Command {
  const filters = ["catch_errors", "healthcheck", "cache", "s3api", "tempauth", "slo", "dlo"];
  const filter = (name: string): string => `filter:${name}`;
  return server(place, "proxy-server", {
    DEFAULT: { ...common(place), bind_port: place.port },
    "pipeline:main": { pipeline: [...filters, "proxy-server"].join(" ") },
    "app:proxy-server": { use: "egg:swift#proxy", account_autocreate: "true" },
    ...Object.fromEntries(filters.map((name) => [filter(name), { use: `egg:swift#${name}` }])),
    [filter("cache")]: { use: "egg:swift#memcache", memcache_servers: `127.0.0.1:${cache}` },
    [filter("s3api")]: { use: "egg:swift#s3api", location: "us-east-1" },
    [filter("tempauth")]: { use: "egg:swift#tempauth", [`user_${s3Keys.accessKeyId.replace(":", "_")}`]: `${s3Keys.secretAccessKey} .admin` },
  });
}

const common = ({ folder }: Place): Section => ({ bind_ip: "127.0.0.1", swift_dir: folder, user: "root", workers: 0, log_address: join(folder, "no-log") });

type Section = Readonly<Record<string, string | number>>;
function server(place: Place, name: string, sections: Readonly<Record<string, Section>>): Command {
  return { command: bin(name), args: [write(place, `${name}.conf`, sections), "-v"] };
}

function write({ folder }: Place, name: string, sections: Readonly<Record<string, Section>>): string {
  const lines = Object.entries(sections).flatMap(([section, values]) => [`[${section}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${value}`)]);
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  return join(folder, name);
}
