import { type CarriedExport, type CarriedFile, readCarried } from "./carried.js";

/** What is wanted of the runtime. */
export interface Wanted {
  /** Names of the main entry point. */
  readonly names: readonly string[];
  /** Whole files: `xml/index.ts`. */
  readonly files: readonly string[];
}

/** What a client reaches of the runtime. */
export interface Reached {
  /** The files, by path, in the order of their names. */
  readonly files: readonly CarriedFile[];
  /** The main entry point's exports that lead to one of them. */
  readonly exports: readonly CarriedExport[];
}

/**
 * What comes along with a name, because callers of the generated code need it by name: a scheme's own credential, the way back
 * to a list or job that was left.
 */
const companions: Readonly<Record<string, readonly string[]>> = {
  ApiKeyCredential: ["apiKey"],
  BasicCredential: ["basic"],
  BearerCredential: ["bearer"],
  DigestCredential: ["digest"],
  HeaderCredential: ["bearer", "custom"],
  OAuthCredential: ["oauth", "bearer"],
  CustomCredential: ["custom"],
  call: ["failedWith"],
  pages: ["failedWith", "resumePages", "PagingError"],
  job: ["failedWith", "resumeJob", "JobFailedError"],
  events: ["failedWith"],
};

/**
 * Follows names through the main entry point to the files that declare them, and these files to all that they import,
 * types included: what is left over is reached by nothing.
 */
export async function reach(wanted: Wanted, folder: URL): Promise<Reached> {
  const index = await readCarried("index.ts", folder);
  const names = new Set(wanted.names.flatMap((name) => [name, ...(companions[name] ?? [])]));
  const start = index.exports.filter(({ as }) => names.has(as)).map(({ from }) => from);
  const found = await closure([...start, ...wanted.files], folder);
  return {
    files: [...found.values()].sort((left, right) => (left.path < right.path ? -1 : 1)),
    exports: index.exports.filter(({ from }) => found.has(from)),
  };
}

async function closure(start: readonly string[], folder: URL): Promise<ReadonlyMap<string, CarriedFile>> {
  const found = new Map<string, CarriedFile>();
  let next: readonly string[] = [...new Set(start)];
  while (next.length > 0) {
    const read = await Promise.all(next.map((path) => readCarried(path, folder)));
    for (const file of read) found.set(file.path, file);
    next = [...new Set(read.flatMap(({ imports }) => imports))].filter((path) => !found.has(path));
  }
  return found;
}
