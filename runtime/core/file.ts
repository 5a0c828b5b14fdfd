import type { CallBody } from "./call.js";
import { InputError } from "./errors.js";
import { streamFrom } from "./stream.js";

/** Bytes in any form that programs hold them in. Streams and async iterables can be sent once only: such calls are not repeated. */
export type FileData = Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string> | string;

/** A file as input: its bytes (a File or Node stream tells its own name), or its bytes with a name and a media type. */
export type FileInput = FileData | NamedFile;

/** Bytes with what the receiver should know about them. */
export interface NamedFile {
  readonly data: FileData;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** Further headers, as a part of a multipart body. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
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

/** Data, name and type of whatever stands for a file; what a NamedFile leaves open, its data tells. */
export function fileOf(file: FileInput): NamedFile {
  if (typeof file === "object" && "data" in file && !(Symbol.asyncIterator in file)) {
    const { data, name, type } = fileOf(file.data);
    return { ...file, data, name: file.name ?? name, type: file.type ?? type };
  }
  const data = file as FileData; // no NamedFile is left
  const { name, type, path } = data as { name?: unknown; type?: unknown; path?: unknown }; // what File, Blob and Node's file streams have
  const ownName = typeof name === "string" ? name : typeof path === "string" ? path.replace(/^.*[\\/]/, "") : undefined;
  return { data, name: ownName, type: typeof type === "string" && type ? type : undefined };
}

/** File data as the network takes it: async iterables become streams; what breaks in a stream is the input's fault, not the network's. */
export function toBody(data: FileData): Exclude<CallBody, null> {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (data instanceof ReadableStream) {
    const reader = data.getReader();
    return streamFrom({ read: () => reader.read().catch(unreadable), cancel: (reason) => reader.cancel(reason) });
  }
  if (typeof data === "object" && Symbol.asyncIterator in data) {
    const iterator = data[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    return streamFrom({
      async read() {
        const { done, value } = await iterator.next().catch(unreadable);
        return { done, value: typeof value === "string" ? encoder.encode(value) : value };
      },
      cancel: () => iterator.return?.(),
    });
  }
  return data; // the other forms are bodies already
}

function unreadable(cause: unknown): never {
  const why = Object(cause).message ?? cause;
  throw new InputError(`The body could not be read to its end: ${why}`, { cause, remedy: "Look at the file or stream that was given" });
}
