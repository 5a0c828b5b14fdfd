export { brotli } from "./brotli.js";
export type { DispatchController, DispatcherLike, DispatchHandler, DispatchRequest, RawHeaders } from "./dispatcher.js";
export { type FileOptions, file, fileStream } from "./file.js";
export { type LoadOptions, loadOptions } from "./load-options.js";
export type { Pem, PoolOptions, TlsOptions } from "./pool.js";
export { type Download, saveTo } from "./save-to.js";
export { tokenFile } from "./token-file.js";
export { type UndiciSend, type UndiciSendOptions, undiciSend } from "./undici-send.js";
