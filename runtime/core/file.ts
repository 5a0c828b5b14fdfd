import type { CallBody } from "./call.js";

/** Bytes in any form that programs hold them in. Streams and async iterables can be sent once only: such calls are not repeated. */
export type FileData = Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string> | string;

/** A file as input: its bytes (a File or Node stream tells its own name), or its bytes with a name and a media type. */
export type FileInput = FileData | NamedFile;

/** Bytes with what the receiver should know about them. */
export interface NamedFile {
  readonly data: FileData;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
}

/** Whether a value stands for a file rather than for JSON. */
export function isFile(value: unknown): value is FileInput {
  if (typeof value !== "object" || value === null) return false;
  return (
    value instanceof Blob ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof ReadableStream ||
    Symbol.asyncIterator in value ||
    ("data" in value && isFile(value.data))
  );
}

/** Data, name and type of whatever stands for a file. */
export function fileOf(file: FileInput): NamedFile {
  if (typeof file === "object" && "data" in file && !(Symbol.asyncIterator in file)) return file;
  const data = file as FileData; // no NamedFile is left
  const { name, type, path } = data as { name?: unknown; type?: unknown; path?: unknown }; // what File, Blob and Node's file streams have
  const ownName = typeof name === "string" ? name : typeof path === "string" ? path.replace(/^.*[\\/]/, "") : undefined;
  return { data, name: ownName, type: typeof type === "string" && type ? type : undefined };
}

/** File data as the network takes it: async iterables become streams. */
export function toBody(data: FileData): Exclude<CallBody, null> {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const isIterable = typeof data === "object" && Symbol.asyncIterator in data && !(data instanceof ReadableStream);
  return isIterable ? streamFrom(data) : (data as Exclude<CallBody, null>); // the other forms are bodies already
}

/** A stream that reads an async iterable as it is read itself. */
export function streamFrom(data: AsyncIterable<Uint8Array | string>): ReadableStream<Uint8Array> {
  const iterator = data[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
