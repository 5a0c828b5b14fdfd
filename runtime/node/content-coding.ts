import { kMaxLength } from "node:buffer";
import { pipeline, Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { promisify } from "node:util";
import { brotliDecompress, createBrotliDecompress, createGunzip, createInflate, createInflateRaw, gunzip, inflate, inflateRaw } from "node:zlib";

/** What is asked for when the call doesn't say. */
export const acceptEncoding = "gzip, deflate, br";

type Whole = (bytes: Uint8Array, limits: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const gunzipWhole: Whole = promisify(gunzip);
const brotliWhole: Whole = promisify(brotliDecompress);
const inflateWhole: Whole = promisify(inflate);
const inflateRawWhole: Whole = promisify(inflateRaw);

/** Servers send both forms of "deflate": with zlib's head, as the RFC says, and without. */
const isBare = (bytes: Uint8Array): boolean => ((bytes[0] ?? 0) & 0x0f) !== 8;

const whole: { readonly [coding: string]: Whole } = {
  gzip: gunzipWhole,
  "x-gzip": gunzipWhole,
  br: brotliWhole,
  deflate: (bytes, limits) => (isBare(bytes) ? inflateRawWhole : inflateWhole)(bytes, limits),
};

/** Codings of a Content-Encoding header that must be undone, the last applied first; none when one of them is unknown. */
export function codingsOf(header: string | null): readonly string[] {
  if (!header) return [];
  const codings = header
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim());
  const applied = codings.filter((coding) => coding !== "" && coding !== "identity").reverse();
  return applied.every((coding) => Object.hasOwn(whole, coding)) ? applied : [];
}

/** Undoes codings of a whole body. Rejects with zlib's own error when it is broken, or more than `limit` bytes come out. */
export async function decodeWhole(body: Uint8Array, codings: readonly string[], limit: number = kMaxLength): Promise<Uint8Array> {
  let bytes = body;
  const limits = { maxOutputLength: Math.min(limit, kMaxLength) };
  // A reply without a body (to HEAD, or 204) may name a coding all the same.
  if (bytes.length > 0) for (const coding of codings) bytes = (await whole[coding]?.(bytes, limits)) ?? bytes;
  return bytes;
}

/** Undoes codings of a body as it comes. */
export function decodeStream(body: ReadableStream<Uint8Array>, codings: readonly string[]): ReadableStream<Uint8Array> {
  let stream: Readable = Readable.fromWeb(body as NodeStream<Uint8Array>); // the same thing, as node:stream/web types it
  for (const coding of codings) {
    const ignore = (): void => undefined; // the last stream tells its reader about errors
    stream =
      coding === "deflate" ? Readable.from(inflateEither(stream)) : pipeline(stream, coding === "br" ? createBrotliDecompress() : createGunzip(), ignore);
  }
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>; // the same thing, as lib.dom types it
}

async function* inflateEither(source: Readable): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  const { value: first, done } = await chunks.next();
  if (done) return;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  yield* pipeline(Readable.from(all()), isBare(first) ? createInflateRaw() : createInflate(), () => undefined);
}
