export { BatchError } from "./batch-error.js";
export { BatchHandle } from "./batch-handle.js";
export { Batches, type BatchRow, type RunBatchInput, type RunBatchOptions, rowsOf } from "./batches.js";
export { type BatchRecord, CHUNK_SIZE, type Chunk, chunksOf } from "./chunks.js";
export { downloadLink, Files } from "./files.js";
export { type ExportedZip, Impex, type MigrateInput } from "./impex.js";
export { type DownloadLogsInput, Logs } from "./logs.js";
export type { BatchProgress, PipelineOptions } from "./pipeline.js";
export { type ExecuteManyMeta, type ExecuteMeta, type Execution, ServiceHandle } from "./service-handle.js";
export { type CreatedService, type CreateServiceInput, Services } from "./services.js";
export {
  credentialsFromJson,
  readToken,
  type SparkSettings,
  settingsFromToken,
  settingsFromUrl,
  type TokenClaims,
  type VerifyOptions,
  verifyToken,
} from "./settings.js";
export { metaHeader, type TransformSource, transformContent } from "./texts.js";
export { locationOf, parseServiceUri, printLocator, printServiceUri, type ServiceLocation } from "./uri.js";
