import { encodeAny, kinds } from "./bodies.js";
import type { CallBody, FetchBody } from "./call.js";
import type { Codec, Compressor } from "./codec.js";
import { streamOver } from "./stream.js";

const by =
  (format: ConstructorParameters<typeof CompressionStream>[0]): Compressor =>
  async (body) => {
    const source = new Response(body as FetchBody).body as ReadableStream<Uint8Array<ArrayBuffer>>; // a Response over a body has one
    const compressed = source.pipeThrough(new CompressionStream(format));
    // Streams stay streams; everything else is compressed at once, so that it can be sent again and its length is known.
    return (body instanceof ReadableStream ? streamOver(compressed, body) : new Uint8Array(await new Response(compressed).arrayBuffer())) as CallBody; // CompressionStream gives bytes
  };

/** Bodies with `encoding: "gzip"` or `"deflate"`. Brotli is in `@clientwright/runtime/node`. */
export const compress: Codec = { body: encodeAny, bodies: kinds, encodings: { gzip: by("gzip"), deflate: by("deflate") } };
