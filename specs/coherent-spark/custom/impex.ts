import type { CallOptions, Client, JobOptions } from "@clientwright/runtime";
import type { ExportStatus, ImportStatus, ServiceMapping, TransferJob } from "../../../generated/coherent-spark/models.js";
import {
  Impex as GeneratedImpex,
  type StartExportInput,
  type StartImportInput,
  startExport,
  startImport,
  updateExport,
} from "../../../generated/coherent-spark/operations/impex.js";
import { downloadLink } from "./files.js";

/** A zip file that was exported. */
export interface ExportedZip {
  /** As the link names it. */
  readonly name: string;
  readonly content: Blob;
}

/** What goes to another tenant, and where to. */
export interface MigrateInput extends StartExportInput {
  /** From where to where; each service keeps its place by default. */
  readonly mappings?: ServiceMapping[] | undefined;
  /** What happens to services that exist already; `abort` by default. */
  readonly ifPresent?: StartImportInput["services_existing"];
}

/** Move folders, services and versions between tenants. */
export class Impex extends GeneratedImpex {
  readonly #client: Client;

  constructor(client: Client) {
    super(client);
    this.#client = client;
  }

  /** Exports, waits, and downloads the zip files. */
  async exportFiles(input: StartExportInput, options?: JobOptions): Promise<ExportedZip[]> {
    const { outputs }: ExportStatus = await startExport(this.#client, input).untilDone(options);
    return Promise.all((outputs?.files ?? []).map(async ({ file }) => ({ name: nameOf(file), content: await downloadLink(this.#client, file) })));
  }

  /** Stops an export. */
  cancelExport(id: string, options?: CallOptions): Promise<TransferJob> {
    return updateExport(this.#client, { id, export_status: "cancelled" }, options);
  }

  /** Exports from this tenant and imports into another; one report per zip file. */
  async migrate(target: { readonly client: Client }, { mappings, ifPresent, ...input }: MigrateInput, options?: JobOptions): Promise<ImportStatus[]> {
    const zips = await this.exportFiles({ ...input, file_filter: "migrate" }, options);
    const reports: ImportStatus[] = [];
    const services_modify = mappings ?? (input.services ?? []).map((service_uri_source) => ({ service_uri_source }));
    for (const { content: file } of zips)
      reports.push(await startImport(target.client, { file, services_modify, services_existing: ifPresent ?? "abort" }).untilDone(options));
    return reports;
  }
}

const nameOf = (url: string): string => decodeURIComponent(url.slice(url.lastIndexOf("/") + 1));
