import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";

/** A download: a call that was started, or what it delivers. */
export type Download =
  | Blob
  | Uint8Array
  | ReadableStream<Uint8Array>
  | Response
  | { asResponse(): Promise<Response> }
  | PromiseLike<Blob | Uint8Array | ReadableStream<Uint8Array> | Response>;

/**
 * Writes a download to a file as it comes: `await saveTo("report.zip", client.files.download({ id }))`. The file appears only when it
 * is complete; a failed download leaves nothing behind. Resolves with its size in bytes.
 */
export async function saveTo(path: string, download: Download): Promise<number> {
  const part = `${path}.${randomUUID()}.part`;
  const source = await sourceOf(download);
  const output = createWriteStream(part, { flags: "wx" }); // not before: without pipeline nobody hears its errors
  try {
    await pipeline(source, output);
    await rename(part, path);
    return output.bytesWritten;
  } catch (error) {
    output.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

async function sourceOf(download: Download): Promise<Readable> {
  const content = "asResponse" in download ? await download.asResponse() : await download;
  if (content instanceof Uint8Array) return Readable.from([content]);
  const stream = content instanceof Blob ? content.stream() : content instanceof Response ? content.body : content;
  return stream === null ? Readable.from([]) : Readable.fromWeb(stream as NodeStream<Uint8Array>); // the same thing, as node:stream/web types it
}
