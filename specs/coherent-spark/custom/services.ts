import type { CallOptions, Client, JobOptions } from "@clientwright/runtime";
import type { Compilation, UploadedWorkbook } from "../../../generated/coherent-spark/models.js";
import {
  Services as GeneratedServices,
  type PublishServiceInput,
  publishService,
  type UploadServiceInput,
  uploadService,
} from "../../../generated/coherent-spark/operations/services.js";
import { ServiceHandle } from "./service-handle.js";
import { locationOf, type ServiceLocation } from "./uri.js";

/** A workbook, and what becomes of it. */
export interface CreateServiceInput
  extends UploadServiceInput,
    Omit<PublishServiceInput, "original_file_documentid" | "engine_file_documentid" | keyof UploadServiceInput> {}

/** A service that was just published. */
export interface CreatedService {
  /** Id of the new version. */
  readonly version_id: string;
  readonly upload: UploadedWorkbook;
  readonly compilation: Compilation;
}

/** Execute, validate, publish and look up services. */
export class Services extends GeneratedServices {
  readonly #client: Client;

  constructor(client: Client) {
    super(client);
    this.#client = client;
  }

  /**
   * A service by its Spark URI: `folder/service`, `folder/service[1.0.2]`, `service/{id}`, `version/{id}`, `proxy/{name}`, each
   * with `public/` before it when it is open to everybody. Asks nothing.
   */
  at(uri: string | ServiceLocation): ServiceHandle {
    return new ServiceHandle(this.#client, locationOf(uri));
  }

  /** Makes a workbook a service: uploads and compiles it, waits, and publishes a version. The folder must exist. */
  async create(input: CreateServiceInput, { onProgress, signal, timeout, interval }: JobOptions = {}): Promise<CreatedService> {
    const { draft_service_name, version_label, release_note, tags, should_track_user_action, ...uploaded } = input;
    const options: CallOptions = { signal };
    const job = uploadService(this.#client, uploaded, options);
    const { response_data: upload } = await job;
    const compilation = await job.untilDone({ onProgress, signal, timeout, interval });
    if (/fail|error/i.test(compilation.status ?? ""))
      throw new TypeError(`The workbook does not compile: ${compilation.last_error_message ?? compilation.status}`);
    const { folder, service, version_difference, effective_start_date, effective_end_date } = input;
    const { original_file_documentid, engine_file_documentid } = upload;
    const dates = { version_difference, effective_start_date, effective_end_date };
    const about = { draft_service_name: draft_service_name ?? service, version_label, release_note, tags, should_track_user_action };
    const { version_id } = await publishService(
      this.#client,
      { folder, service, original_file_documentid, engine_file_documentid, ...dates, ...about },
      options,
    );
    return { version_id, upload, compilation };
  }
}
