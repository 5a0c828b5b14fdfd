import type { CallOptions, Client, JobOptions } from "@clientwright/runtime";
import {
  type DownloadLogsJsonInput,
  downloadLogsCsv,
  downloadLogsJson,
  Logs as GeneratedLogs,
  getLog,
  type RehydrateLogInput,
  rehydrateLog,
} from "../../../generated/coherent-spark/operations/logs.js";
import { downloadLink } from "./files.js";

/** Which logs to collect, and in which form. */
export interface DownloadLogsInput extends DownloadLogsJsonInput {
  /** `json` by default. */
  readonly type?: "json" | "csv" | undefined;
}

/** The history of API calls. */
export class Logs extends GeneratedLogs {
  readonly #client: Client;

  constructor(client: Client) {
    super(client);
    this.#client = client;
  }

  /** Everything about one past call: inputs, outputs, timings. Which fields there are, the platform's version decides. */
  async get(callId: string, options?: CallOptions): Promise<{ readonly [field: string]: unknown }> {
    const text = await getLog(this.#client, { call_id: callId }, options);
    return JSON.parse(text);
  }

  /** The workbook filled with the inputs of a past call. */
  async rehydrate(input: RehydrateLogInput, options?: CallOptions): Promise<Blob> {
    const { download_url: url } = await rehydrateLog(this.#client, input, options);
    return downloadLink(this.#client, url, options);
  }

  /** Collects logs of a service and downloads them, waiting for the platform to put them together. */
  async download({ type = "json", ...input }: DownloadLogsInput, options?: JobOptions): Promise<Blob> {
    const job = type === "csv" ? downloadLogsCsv(this.#client, input) : downloadLogsJson(this.#client, input);
    const { download_url: url } = await job.untilDone(options);
    if (!url) throw new TypeError("The platform collected the logs, but gave no link to them");
    return downloadLink(this.#client, url);
  }
}
