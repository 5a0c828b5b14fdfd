/** How a document may be read. */
export interface LoadOptions {
  /** Sent with the request for the entry document and with references to its own origin, nowhere else. */
  readonly headers?: Readonly<Record<string, string>>;
  /** OpenAPI Overlay 1.0 documents (path or URL), applied in order. */
  readonly overlays?: readonly string[];
  /** Follow `http(s)` references. Default: true. */
  readonly allowRemote?: boolean;
  /** Read referenced files that lie outside both `root` and the entry document's folder. Default: false. */
  readonly allowOutside?: boolean;
  /** Let references call loopback, private and link-local addresses. Default: false. The entry document's own origin is always allowed. */
  readonly allowPrivate?: boolean;
  /** The project's folder. Default: the current one. */
  readonly root?: string;
  /** Reads standard input, for the source `-`. */
  readonly stdin?: () => Promise<string>;
  readonly limits?: Partial<LoadLimits>;
}

/** Beyond these a document is refused with a diagnostic, so that no input can exhaust the machine. */
export interface LoadLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of all files together. */
  readonly totalBytes: number;
  readonly files: number;
  /** Levels of nesting. */
  readonly depth: number;
  /** Values of one file once its YAML aliases are expanded. */
  readonly values: number;
  readonly redirects: number;
  /** For one request, and for the target of one overlay action, in milliseconds. */
  readonly timeout: number;
}

export const DEFAULT_LIMITS: LoadLimits = {
  fileBytes: 64 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
  files: 5_000,
  depth: 500,
  values: 10_000_000,
  redirects: 5,
  timeout: 30_000,
};
