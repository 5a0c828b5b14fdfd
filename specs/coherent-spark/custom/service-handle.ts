import type { CallOptions, Client } from "@clientwright/runtime";
import type {
  ExecuteManyReply,
  ExecuteReply,
  ExecuteResult,
  InputRule,
  ResponseMeta,
  ServiceSchema,
  ServiceVersion,
  ValidationType,
} from "../../../generated/coherent-spark/models.js";
import {
  downloadService,
  downloadVersion,
  type ExecuteManyInput,
  type ExecuteServiceInput,
  executeMany,
  executeManyPublic,
  executeProxy,
  executePublic,
  executeService,
  executeServiceById,
  executeVersion,
  getMetadataAt,
  getSchema,
  getSwagger,
  getVersionSchema,
  listVersions,
  validateAt,
} from "../../../generated/coherent-spark/operations/services.js";
import { downloadWasmAt } from "../../../generated/coherent-spark/operations/wasm.js";
import { printLocator, printServiceUri, type ServiceLocation } from "./uri.js";

/** Outputs of one record, and which version answered, when and how fast. */
export type Execution = ExecuteResult & ResponseMeta;

/** How to execute: which outputs, which version, what the logs say. */
export type ExecuteMeta = Omit<ExecuteServiceInput, "tenant" | "folder" | "service" | "inputs">;

/** How to execute several records: which outputs, what the logs say. */
export type ExecuteManyMeta = Omit<ExecuteManyInput, "tenant" | "service" | "version_id" | "inputs">;

/** One service or version, wherever it stands: `services.at("pricing/quote[1.0.2]")`. */
export class ServiceHandle {
  readonly location: ServiceLocation;
  readonly #client: Client;

  constructor(client: Client, location: ServiceLocation) {
    this.#client = client;
    this.location = location;
  }

  /** Executes with one set of inputs; those left out take the defaults of the model. Gives outputs and metadata side by side. */
  async execute(inputs: ExecuteServiceInput["inputs"] = {}, meta: ExecuteMeta = {}, options?: CallOptions): Promise<Execution> {
    const { response_data: result, response_meta: about } = await this.#execute({ ...meta, inputs }, options);
    return { ...about, ...result };
  }

  /** Executes with a handful of records; the n-th entry of each column belongs to the n-th of them. */
  executeMany(records: ExecuteManyInput["inputs"], meta: ExecuteManyMeta = {}, options?: CallOptions): Promise<ExecuteManyReply> {
    const { version_id, public: isPublic } = this.location;
    const where = version_id === undefined ? { service: printServiceUri(this.location) } : { version_id };
    return (isPublic ? executeManyPublic : executeMany)(this.#client, { ...meta, ...where, inputs: records }, options);
  }

  /** Which values the inputs accept; with `dynamic`, given the values of the others. */
  validate(
    inputs: ExecuteServiceInput["inputs"] = {},
    validation_type: ValidationType = "default_values",
    options?: CallOptions,
  ): Promise<{ [input: string]: InputRule }> {
    return validateAt(this.#client, { locator: printLocator(this.location), inputs, validation_type, version: this.location.version }, options);
  }

  /** What the model says about itself (its `Metadata.*` cells). */
  metadata(options?: CallOptions): Promise<{ [cell: string]: unknown }> {
    return getMetadataAt(this.#client, { locator: printLocator(this.location) }, options);
  }

  /** Inputs, outputs and properties of the service, or of the version that the handle names. */
  schema(options?: CallOptions): Promise<ServiceSchema> {
    const { version_id } = this.location;
    return version_id === undefined ? getSchema(this.#client, this.#name(), options) : getVersionSchema(this.#client, { version_id }, options);
  }

  /** Every version that was ever published. */
  versions(options?: CallOptions): Promise<ServiceVersion[]> {
    return listVersions(this.#client, this.#name(), options);
  }

  /** The service's own Swagger 2.0 document: with it a generator knows the names of inputs and outputs. */
  swagger(subservice = "All", options?: CallOptions): Promise<{ [key: string]: unknown }> {
    return getSwagger(this.#client, { ...this.#name(), subservice, downloadable: false }, options);
  }

  /** The workbook as it was uploaded, or as Spark configured it. */
  download(kind: "original" | "configured" = "original", options?: CallOptions): Promise<Blob> {
    const { version } = this.location;
    const input = { ...this.#name(), ...(kind === "configured" ? { type: "withmetadata" as const } : {}) };
    return version === undefined ? downloadService(this.#client, input, options) : downloadVersion(this.#client, { ...input, version }, options);
  }

  /** The service as a WebAssembly package, for a hybrid runner. */
  wasm(options?: CallOptions): Promise<Blob> {
    const resource = this.location.public ? "public/getnodegenzipbyId" : "getnodegenzipbyId";
    return downloadWasmAt(this.#client, { resource, locator: printLocator({ ...this.location, public: false }) }, options);
  }

  #name(): { folder: string; service: string } {
    const { folder, service } = this.location;
    if (folder === undefined || service === undefined) throw new TypeError("This call needs a service's folder and name");
    return { folder, service };
  }

  #execute(input: ExecuteMeta & Pick<ExecuteServiceInput, "inputs">, options: CallOptions | undefined): Promise<ExecuteReply> {
    const { folder = "", service = "", version, service_id, version_id, proxy, public: isPublic } = this.location;
    const said = { version, ...input };
    if (isPublic)
      return executePublic(this.#client, { ...said, locator: `${printLocator({ ...this.location, public: false })}${executeEnding(this.location)}` }, options);
    if (version_id !== undefined) return executeVersion(this.#client, { ...input, version_id }, options);
    if (service_id !== undefined) return executeServiceById(this.#client, { ...said, service_id }, options);
    if (proxy !== undefined) return executeProxy(this.#client, { ...said, proxy }, options);
    return executeService(this.#client, { ...said, folder, service }, options);
  }
}

/** Folders and services are executed under `/execute`; ids and proxies as they are. */
const executeEnding = ({ folder, version_id, service_id, proxy }: ServiceLocation): string =>
  (version_id ?? service_id ?? proxy ?? folder) === folder ? "/execute" : "";
