import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DEFAULT_LIMITS, type LoadLimits, type LoadOptions } from "./options.js";
import { Refusal, tooLarge } from "./refusal.js";
import type { Download, RemoteRules } from "./remote.js";

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
  readonly limits: LoadLimits;
  readonly #source: string;
  readonly #options: LoadOptions;
  readonly #root: string;
  #folders: Promise<readonly string[]> | null = null;
  #bytes = 0;
  #entryUrl: string;
  /** Origin of the entry document as the user named it; null for a file. */
  readonly #named: string | null;
  /** The origin that the user named first, where it is inside: what its documents name there is called, too. */
  #inside: string | null = null;

  constructor(source: string, options: LoadOptions) {
    this.#source = source;
    this.#options = options;
    this.#root = resolve(options.root ?? ".");
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#entryUrl = sourceUrl(source, source === "-" ? this.#root : ".");
    this.#named = originOf(this.#entryUrl);
  }

  /** Where the entry document lies: once it is read, after redirects. What it names is relative to this. */
  get entryUrl(): string {
    return this.#entryUrl;
  }

  /** What the user named: read from wherever it is. Throws Refusal. */
  async entry(): Promise<Buffer> {
    if (this.#source === "-") {
      if (!this.#options.stdin) throw new Refusal("input-not-found", "Standard input isn't available here.", "Give a path or a URL.");
      return this.#count(Buffer.from(await this.#options.stdin(), "utf8"), "standard input");
    }
    if (this.#named === null) return await this.#file(this.entryUrl);
    const { bytes, url, isInside } = await this.#download(this.entryUrl, this.#named);
    this.#entryUrl = url;
    this.#inside = isInside ? this.#named : null;
    return this.#count(bytes, url);
  }

  /** Another input that the user named (an overlay). Throws Refusal. */
  async named(url: string): Promise<Buffer> {
    if (url.startsWith("file:")) return await this.#file(url);
    return this.#count((await this.#download(url, originOf(url))).bytes, url);
  }

  /** What a document named: read only where the options let it. `from` is the URL of the document that asks. Throws Refusal. */
  async referenced(url: string, from: string): Promise<Buffer> {
    if (originOf(url) !== null) return this.#count((await this.#download(url, null)).bytes, url);
    if (!url.startsWith("file:")) throw new Refusal("ref-scheme", `${url} is neither a file nor an http(s) URL.`, "Refer to it by path or by URL.");
    if (!from.startsWith("file:") && this.#options.allowOutside !== true) {
      throw new Refusal(
        "ref-outside",
        `A document from the network refers to the local file ${url}.`,
        "Allow files outside the project only if you trust this document.",
      );
    }
    const { host } = new URL(url);
    if (host !== "" && host !== new URL(this.entryUrl).host) {
      throw new Refusal("ref-scheme", `${url} lies on another machine.`, "Copy the file into the project and refer to it by a relative path.");
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

  /** The HTTP modules are loaded only by those who need them. `named`: the origin, where the user named it and no document. */
  async #download(url: string, named: string | null): Promise<Download> {
    const { download } = await import("./remote.js");
    return await download(url, this.#rules(named));
  }

  #rules(named: string | null): RemoteRules {
    const { headers = {}, allowRemote = true, allowPrivate = false } = this.#options;
    const known = (...origins: readonly (string | null)[]): string[] => origins.filter((origin) => origin !== null);
    return {
      named: known(this.#named, named),
      inside: known(this.#inside, named),
      headersFor: this.#named,
      headers,
      allowOthers: allowRemote,
      allowPrivate,
      limits: this.limits,
    };
  }

  #count(bytes: Buffer, name: string): Buffer {
    if (bytes.length > this.limits.fileBytes) throw tooLarge(name, this.limits.fileBytes);
    this.#bytes += bytes.length;
    if (this.#bytes > this.limits.totalBytes) throw tooLarge("The document with all it refers to", this.limits.totalBytes);
    return bytes;
  }
}

/** The origin of an http(s) URL; null for any other. */
const originOf = (url: string): string | null => (/^https?:/i.test(url) ? new URL(url).origin : null);

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
