import { accessSync, constants, createReadStream, openAsBlob, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, systemCode } from "../core/errors.js";
import type { NamedFile } from "../core/file.js";

/** What the receiver should know about a file. */
export interface FileOptions {
  /** Default: the last part of the path. */
  readonly name?: string | undefined;
  /** Media type; default: the operation's, else application/octet-stream. */
  readonly type?: string | undefined;
}

/**
 * A file of the disk as input: read while it is sent, never held in memory as a whole; its size is known and the call can be
 * repeated. Rejects with an InputError when there is no such file, or none that may be read.
 */
export async function file(path: string | URL, { name = nameOf(path), type }: FileOptions = {}): Promise<NamedFile> {
  checkFile(path);
  return { data: await openAsBlob(path, type === undefined ? {} : { type }), name, type };
}

/** A file that grows or is a pipe: read once, to wherever it ends. Throws an InputError when there is no such file, or none that may be read. */
export function fileStream(path: string | URL, { name = nameOf(path), type }: FileOptions = {}): NamedFile {
  checkFile(path);
  return { data: createReadStream(path), name, type };
}

/** At once, so that the mistake shows where it was made. */
function checkFile(path: string | URL): void {
  const shown = path instanceof URL ? fileURLToPath(path) : path;
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    const isMissing = systemCode(cause) === "ENOENT";
    throw new InputError(isMissing ? `There is no file "${shown}"` : `"${shown}" can't be read: ${(cause as Error).message}`, {
      cause, // node:fs throws errors only
      remedy: isMissing ? `Looked for it at ${resolve(shown)}` : null,
    });
  }
  if (statSync(path).isDirectory()) throw new InputError(`"${shown}" is a directory`);
}

const nameOf = (path: string | URL): string => (path instanceof URL ? decodeURIComponent(basename(path.pathname)) : basename(path));
