import { encodeAny } from "./bodies.js";
import type { FetchBody } from "./call.js";
import type { BodyEncoder, Codec, Encoded } from "./codec.js";
import { type FileInput, fileOf, isFile, toBody } from "./file.js";
import type { Part } from "./operation.js";
import { own } from "./own.js";
import { streamFrom } from "./stream.js";
import { expandQuery } from "./styles.js";

/** One part on its way: head as text, content as the network takes it. */
interface Piece {
  readonly head: string;
  readonly content: string | Uint8Array | Blob | ReadableStream<Uint8Array>;
}

/** As HTML forms write names (WHATWG, "multipart form data"): quotes and line breaks are percent-encoded. */
const escapeName = (name: string): string => name.replace(/["\r\n]/g, encodeURIComponent);

function piecesOf(name: string | null, value: unknown, part: Part): Piece[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && name !== null && !part.type?.includes("json") && part.explode !== false)
    return value.flatMap((member) => piecesOf(name, member, part));
  const named = name === null ? "" : `form-data; name="${escapeName(name)}"`;
  if (isFile(value) || (typeof value === "string" && part.type && !/^text\/|json/.test(part.type))) return [filePiece(named, value, part)];
  if (part.style && name !== null && typeof value === "object")
    return [
      {
        head: headOf(named, part.type, part.headers),
        content: decodeURIComponent(expandQuery({ name, style: part.style, explode: part.explode ?? true }, value)),
      },
    ];
  const plain = (value as Date).toJSON?.() ?? value; // dates say themselves what they are
  if (typeof plain === "object" || part.type?.includes("json"))
    return [{ head: headOf(named, part.type ?? "application/json", part.headers), content: JSON.stringify(plain) }];
  return [{ head: headOf(named, part.type, part.headers), content: String(plain) }];
}

function filePiece(named: string, value: FileInput, part: Part): Piece {
  const { data, name = named ? "file" : undefined, type, headers } = fileOf(value);
  const content = toBody(data) as Piece["content"]; // file data never is a form
  return {
    head: headOf(
      name === undefined ? "" : `${named || "attachment"}; filename="${escapeName(name)}"`,
      type ?? part.type?.split(",")[0]?.replace("*/*", "") ?? "application/octet-stream",
      { ...part.headers, ...headers },
    ),
    content,
  };
}

const headOf = (disposition: string, type: string | undefined, more: Part["headers"] = {}): string => {
  const lines = [["Content-Disposition", disposition], ["Content-Type", type], ...Object.entries(more)].filter(([, value]) => value);
  return [...lines.map(([name, value]) => `${name}: ${value}`.replace(/[\r\n]/g, "")), "\r\n"].join("\r\n");
};

const encodeMultipart: BodyEncoder = (value, body): Encoded => {
  const boundary = `clientwright-${crypto.randomUUID()}`;
  const pieces = Array.isArray(value)
    ? value.flatMap((member, index) => piecesOf(null, member, body.prefix?.[index] ?? body.items ?? {}))
    : Object.entries(value as object).flatMap(([name, member]) => piecesOf(name, member, own(body.parts, name) ?? {})); // else it is an object
  const content = [...pieces.flatMap(({ head, content }) => [`--${boundary}\r\n${head}`, content, "\r\n"]), `--${boundary}--\r\n`];
  const headers = { "content-type": `${body.type ?? "multipart/form-data"}; boundary=${boundary}` };
  // Without streams the length is known and the body can be sent again: a Blob holds the parts without copying files.
  if (!content.some((chunk) => chunk instanceof ReadableStream)) return { body: new Blob(content as ConstructorParameters<typeof Blob>[0]), headers }; // no stream is among them
  return { body: concatenate(content), headers };
};

/** One after another, each opened when its turn comes; all are let go of when one breaks, or nobody wants the rest. */
function concatenate(chunks: readonly Piece["content"][]): ReadableStream<Uint8Array> {
  const left = [...chunks];
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return streamFrom({
    async read() {
      while (reader || left.length) {
        reader ??= (new Response(left.shift() as FetchBody).body as ReadableStream<Uint8Array>).getReader(); // a Response over a body has one
        const result = await reader.read();
        if (!result.done) return result;
        reader = undefined;
      }
      return { done: true };
    },
    async cancel(reason) {
      const streams = left.splice(0).filter((chunk) => chunk instanceof ReadableStream);
      await Promise.allSettled([reader?.cancel(reason), ...streams.map((stream) => stream.cancel(reason))]);
    },
  });
}

/** `multipart/form-data` and other multipart bodies: a part per field (of a list: one for each member, without a name), lists repeated, files streamed where they are streams. */
export const multipart: Codec = { body: encodeAny, bodies: { multipart: encodeMultipart } };
