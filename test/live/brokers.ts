import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BrokerProcess, startBroker } from "./broker-process.js";
import { freePort } from "./live-server.js";

/** Lines of a broker's own configuration; they may name files, so they are made when folder and port are known. */
export type Lines = (place: { readonly folder: string; readonly port: number }) => readonly string[];

/** Mosquitto on a port of its own; `passwords`: lines `user:password`, in the clear. */
export function startMosquitto(lines: Lines, passwords: readonly string[] = []): Promise<BrokerProcess> {
  return startBroker("mosquitto", ({ folder, port }) => {
    const login = passwords.length > 0 ? [`password_file ${folder}/passwords`] : [];
    const config = [`listener ${port} 127.0.0.1`, "user root", ...login, ...lines({ folder, port })];
    writeFileSync(join(folder, "mosquitto.conf"), `${config.join("\n")}\n`);
    writeFileSync(join(folder, "passwords"), `${passwords.join("\n")}\n`);
    return { command: "/bin/sh", args: ["-c", `mosquitto_passwd -U ${folder}/passwords; exec /usr/sbin/mosquitto -c ${folder}/mosquitto.conf`] };
  });
}

/** A NATS server with JetStream. */
export function startNats(lines: Lines): Promise<BrokerProcess> {
  return startBroker("nats", ({ folder, port }) => {
    const config = [`listen: 127.0.0.1:${port}`, `jetstream { store_dir: "${folder}/js" }`, ...lines({ folder, port })];
    writeFileSync(join(folder, "nats.conf"), `${config.join("\n")}\n`);
    return { command: "/usr/sbin/nats-server", args: ["-c", `${folder}/nats.conf`] };
  });
}

/** A Redis server that writes down every command. `plain`: on the port itself, not behind TLS. */
export function startRedis(lines: Lines, plain = true): Promise<BrokerProcess> {
  return startBroker("redis", ({ folder, port }) => {
    const own = [plain ? `port ${port}` : "port 0", "bind 127.0.0.1", `dir ${folder}`, 'save ""', "appendonly yes", "appendfsync always"];
    writeFileSync(`${folder}/redis.conf`, `${[...own, ...lines({ folder, port })].join("\n")}\n`);
    return { command: "/usr/bin/redis-server", args: [`${folder}/redis.conf`] };
  });
}

/** What a RabbitMQ of the test's own has besides. */
export interface RabbitOptions {
  readonly lines?: Lines;
  readonly plugins?: readonly string[];
  /** User -> password, besides guest. */
  readonly users?: Readonly<Record<string, string>>;
  /** False: `lines` name the listener. */
  readonly plain?: boolean;
}

/** RabbitMQ with a node name, ports and folders of its own. */
export function startRabbit({ lines = () => [], plugins = [], users = {}, plain = true }: RabbitOptions = {}): Promise<BrokerProcess> {
  return startBroker("rabbitmq", async ({ folder, port }) => {
    const listener = plain ? `listeners.tcp.1 = 127.0.0.1:${port}` : "listeners.tcp = none";
    const known = Object.keys(users).length > 0 ? [`load_definitions = ${folder}/definitions.json`] : [];
    writeFileSync(`${folder}/rabbitmq.conf`, `${[listener, "log.console.level = warning", ...known, ...lines({ folder, port })].join("\n")}\n`);
    writeFileSync(`${folder}/plugins`, `[${plugins.join(",")}].\n`);
    writeFileSync(`${folder}/definitions.json`, definitions(users));
    return {
      command: "/usr/lib/rabbitmq/bin/rabbitmq-server",
      args: [],
      env: {
        HOME: folder,
        RABBITMQ_NODENAME: `clientwright-${port}@localhost`,
        RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
        ...(plain && { RABBITMQ_NODE_PORT: `${port}` }),
        RABBITMQ_DIST_PORT: `${await freePort()}`,
        RABBITMQ_MNESIA_BASE: `${folder}/mnesia`,
        RABBITMQ_LOG_BASE: `${folder}/log`,
        RABBITMQ_PID_FILE: `${folder}/pid`,
        RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
        RABBITMQ_CONF_ENV_FILE: `${folder}/none`,
        RABBITMQ_CONFIG_FILE: `${folder}/rabbitmq.conf`,
        RABBITMQ_ADVANCED_CONFIG_FILE: `${folder}/none.config`,
      },
    };
  });
}

/** Users with every right in the virtual host `/`. Definitions take the place of what a new broker begins with, so that is told too. */
function definitions(users: Readonly<Record<string, string>>): string {
  const all = Object.entries({ guest: "guest", ...users });
  return JSON.stringify({
    vhosts: [{ name: "/" }],
    users: all.map(([name, password]) => ({ name, password, tags: name === "guest" ? "administrator" : "" })),
    permissions: all.map(([user]) => ({ user, vhost: "/", configure: ".*", write: ".*", read: ".*" })),
  });
}

/** A cluster that librdkafka mocks inside kcat: it has no logins, and forgets everything when it ends. */
export interface MockCluster {
  /** `host:port`. */
  readonly brokers: string;
  readonly child: ChildProcess;
}

export async function startKafka(): Promise<MockCluster> {
  const child = spawn("/usr/bin/kcat", ["-b", "mock", "-C", "-t", "keep", "-X", "test.mock.num.brokers=1", "-d", "mock"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  const brokers = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`kcat did not start: ${log}`)));
    child.stderr.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString("utf8")).slice(0, 4_000);
      const [, found] = /bootstrap\.servers=(\S+)/.exec(log) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { brokers, child };
}
