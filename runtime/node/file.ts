import { createReadStream, openAsBlob } from "node:fs";
import { basename } from "node:path";
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
 * repeated. Rejects with the system's error when it can't be read.
 */
export async function file(path: string | URL, { name = nameOf(path), type }: FileOptions = {}): Promise<NamedFile> {
  return { data: await openAsBlob(path, type === undefined ? {} : { type }), name, type };
}

/** A file that grows or is a pipe: read once, to wherever it ends. */
export function fileStream(path: string | URL, { name = nameOf(path), type }: FileOptions = {}): NamedFile {
  return { data: createReadStream(path), name, type };
}

const nameOf = (path: string | URL): string => (path instanceof URL ? decodeURIComponent(basename(path.pathname)) : basename(path));
