import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, type LiveServer } from "./live-server.js";

/** Prometheus, scraping itself. */
export const prometheus: LiveServer = {
  name: "prometheus",
  packages: ["prometheus"],
  binaries: ["/usr/bin/prometheus"],
  ready: "/-/ready",
  start: ({ folder, port }) => {
    writeFileSync(
      join(folder, "prometheus.yml"),
      `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: self, static_configs: [{ targets: ["127.0.0.1:${port}"] }] }]\n`,
    );
    return [
      {
        command: "/usr/bin/prometheus",
        args: [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`],
      },
    ];
  },
};

/** VictoriaMetrics: another server with Prometheus's interface. */
export const victoriaMetrics: LiveServer = {
  name: "victoria-metrics",
  packages: ["victoria-metrics"],
  binaries: ["/usr/bin/victoria-metrics"],
  ready: "/health",
  start: ({ folder, port }) => [
    { command: "/usr/bin/victoria-metrics", args: [`-storageDataPath=${folder}/data`, `-httpListenAddr=127.0.0.1:${port}`, "-search.latencyOffset=0s"] },
  ],
};

export const alertmanager: LiveServer = {
  name: "alertmanager",
  packages: ["prometheus-alertmanager"],
  binaries: ["/usr/bin/prometheus-alertmanager"],
  ready: "/-/ready",
  start: ({ folder, port }) => {
    writeFileSync(join(folder, "alertmanager.yml"), "route: { receiver: none }\nreceivers: [{ name: none }]\n");
    return [
      {
        command: "/usr/bin/prometheus-alertmanager",
        args: [
          `--config.file=${folder}/alertmanager.yml`,
          `--storage.path=${folder}/data`,
          `--web.listen-address=127.0.0.1:${port}`,
          "--cluster.listen-address=",
        ],
      },
    ];
  },
};

export const jupyterToken = "live-test-token";
/** Jupyter Server with one Python kernel; its notebooks live in the scratch folder. */
export const jupyter: LiveServer = {
  name: "jupyter",
  packages: ["jupyter-server", "python3-ipykernel"],
  binaries: ["/usr/bin/jupyter-server"],
  ready: `/api/status?token=${jupyterToken}`,
  start: ({ folder, port }) => {
    mkdirSync(join(folder, "notebooks"));
    const args = [
      "--allow-root",
      "--no-browser",
      "--ip=127.0.0.1",
      `--port=${port}`,
      "--ServerApp.port_retries=0",
      // Without these it drops what a fast loop prints.
      "--ServerApp.iopub_msg_rate_limit=0",
      "--ServerApp.iopub_data_rate_limit=0",
      `--ServerApp.token=${jupyterToken}`,
      `--ServerApp.root_dir=${folder}/notebooks`,
    ];
    return [{ command: "/usr/bin/jupyter-server", args, env: { HOME: folder, JUPYTER_RUNTIME_DIR: join(folder, "runtime") } }];
  },
};

export const clickhouse: LiveServer = {
  name: "clickhouse",
  packages: ["clickhouse-server"],
  binaries: ["/usr/sbin/clickhouse-server"],
  ready: "/ping",
  start: async ({ folder, port }) => {
    const users =
      "<yandex><profiles><default/></profiles><users><default><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users><quotas><default/></quotas></yandex>";
    const config = `<yandex><logger><level>warning</level><console>1</console></logger><listen_host>127.0.0.1</listen_host><http_port>${port}</http_port><tcp_port>${await freePort()}</tcp_port><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><users_config>${folder}/users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>1048576</mark_cache_size></yandex>`;
    writeFileSync(join(folder, "users.xml"), users);
    writeFileSync(join(folder, "config.xml"), config);
    return [{ command: "/usr/sbin/clickhouse-server", args: [`--config-file=${folder}/config.xml`] }];
  },
};

/** Brokers are started by their tests, which kill them too: `startBroker`. */
const broker = (name: string, packages: readonly string[], binaries: readonly string[]): LiveServer => ({
  name,
  packages,
  binaries,
  ready: "",
  start: () => [],
});

export const mosquitto: LiveServer = broker("mosquitto", ["mosquitto"], ["/usr/sbin/mosquitto", "/usr/bin/mosquitto_passwd"]);

export const nats: LiveServer = broker("nats", ["nats-server"], ["/usr/sbin/nats-server"]);

export const rabbitmq: LiveServer = broker("rabbitmq", ["rabbitmq-server"], ["/usr/lib/rabbitmq/bin/rabbitmq-server"]);

export const redis: LiveServer = broker("redis", ["redis-server"], ["/usr/bin/redis-server"]);

/** A mock cluster of Kafka's, inside kcat. */
export const kafka: LiveServer = broker("kafka", ["kcat"], ["/usr/bin/kcat"]);
