import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DEFAULT_LIMITS, type LoadLimits, type LoadOptions } from "./options.js";
import { Refusal, tooLarge } from "./refusal.js";
import type { RemoteRules } from "./remote.js";

/** The absolute URL of what the user named: a path, a `file:` or `http(s):` URL, or `-`, which counts as lying in `root`. */
export function sourceUrl(source: string, root: string): string {
  if (source === "-") return pathToFileURL(join(root, "-")).href;
  if (/^(https?|file):/i.test(source)) {
    const url = new URL(source);
    url.hash = "";
    return url.href;
  }
  return pathToFileURL(resolve(root, source)).href;
}

/** Reads the files of one document under its rules. */
export class Reader {
  readonly entryUrl: string;
  readonly limits: LoadLimits;
  readonly #source: string;
  readonly #options: LoadOptions;
  readonly #root: string;
  #folders: Promise<readonly string[]> | null = null;
  #bytes = 0;

  constructor(source: string, options: LoadOptions) {
    this.#source = source;
    this.#options = options;
    this.#root = resolve(options.root ?? ".");
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.entryUrl = sourceUrl(source, source === "-" ? this.#root : ".");
  }

  /** What the user named: read from wherever it is. Throws Refusal. */
  async entry(): Promise<Buffer> {
    if (this.#source === "-") {
      if (!this.#options.stdin) throw new Refusal("input-not-found", "Standard input isn't available here.", "Give a path or a URL.");
      return this.#count(Buffer.from(await this.#options.stdin(), "utf8"), "standard input");
    }
    return await this.named(this.entryUrl);
  }

  /** Another input that the user named (an overlay). Throws Refusal. */
  async named(url: string): Promise<Buffer> {
    if (url.startsWith("file:")) return await this.#file(url);
    return this.#count(await this.#download(url, url), url);
  }

  /** What a document named: read only where the options let it. `from` is the URL of the document that asks. Throws Refusal. */
  async referenced(url: string, from: string): Promise<Buffer> {
    if (url.startsWith("http:") || url.startsWith("https:")) {
      const isOwn = new URL(url).origin === new URL(this.entryUrl).origin;
      if (this.#options.allowRemote === false && !isOwn) {
        throw new Refusal(
          "ref-remote",
          `${url} is remote, and remote references are switched off.`,
          "Allow remote references, or download the file and refer to it by path.",
        );
      }
      return this.#count(await this.#download(url, null), url);
    }
    if (!url.startsWith("file:")) throw new Refusal("ref-scheme", `${url} is neither a file nor an http(s) URL.`, "Refer to it by path or by URL.");
    if (!from.startsWith("file:") && this.#options.allowOutside !== true) {
      throw new Refusal(
        "ref-outside",
        `A document from the network refers to the local file ${url}.`,
        "Allow files outside the project only if you trust this document.",
      );
    }
    return await this.#localReference(url);
  }

  async #localReference(url: string): Promise<Buffer> {
    const path = localPath(url);
    if (this.#options.allowOutside !== true) {
      const inside = await isInside(path, await this.#allowedFolders()).catch(() => null);
      if (inside === null) throw notFound(url);
      if (!inside)
        throw new Refusal(
          "ref-outside",
          `${path} lies outside the project.`,
          "Move it into the project, name a root folder that holds both, or allow files outside it if you trust this document.",
        );
    }
    return await this.#file(url);
  }

  #allowedFolders(): Promise<readonly string[]> {
    const entry = this.entryUrl.startsWith("file:") ? [dirname(localPath(this.entryUrl))] : [];
    this.#folders ??= Promise.all([this.#root, ...entry].map((folder) => realpath(folder).catch(() => folder)));
    return this.#folders;
  }

  async #file(url: string): Promise<Buffer> {
    const path = localPath(url);
    const info = await stat(path).catch(() => null);
    if (!info) throw notFound(url);
    if (!info.isFile()) throw new Refusal("input-not-found", `${path} is not a file.`, "Name the document itself.");
    if (info.size > this.limits.fileBytes) throw tooLarge(path, this.limits.fileBytes);
    const bytes = await readFile(path).catch((error: unknown) => {
      throw new Refusal("input-not-found", `${path} can't be read: ${error instanceof Error ? error.message : String(error)}.`, "Check its permissions.");
    });
    return this.#count(bytes, path);
  }

  /** The HTTP modules are loaded only by those who need them. */
  async #download(url: string, named: string | null): Promise<Buffer> {
    const { download } = await import("./remote.js");
    return await download(url, this.#rules(named));
  }

  #rules(named: string | null): RemoteRules {
    const entry = this.entryUrl.startsWith("http") ? new URL(this.entryUrl).origin : null;
    const trusted = new Set([entry, named === null ? null : new URL(named).origin].filter((origin) => origin !== null));
    return { trusted, headersFor: entry, headers: this.#options.headers ?? {}, allowPrivate: this.#options.allowPrivate === true, limits: this.limits };
  }

  #count(bytes: Buffer, name: string): Buffer {
    if (bytes.length > this.limits.fileBytes) throw tooLarge(name, this.limits.fileBytes);
    this.#bytes += bytes.length;
    if (this.#bytes > this.limits.totalBytes) throw tooLarge("The document with all it refers to", this.limits.totalBytes);
    return bytes;
  }
}

function localPath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new Refusal("ref-scheme", `${url} is no path on this machine.`, "Refer to it by a relative path or by URL.");
  }
}

function notFound(url: string): Refusal {
  return new Refusal("input-not-found", `${localPath(url)} doesn't exist.`, "Check the path.");
}

/** True when `path`, symbolic links resolved, lies in one of `folders` (which are already resolved). */
async function isInside(path: string, folders: readonly string[]): Promise<boolean> {
  const real = await realpath(path);
  return folders.some((folder) => real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep));
}
