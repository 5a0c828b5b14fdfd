import type { Call, CallBody, FetchBody, Middleware } from "./call.js";

/** Tells `onUpload` how far each attempt's body has gone. In browsers it needs HTTP/2 and a fetch that streams requests. */
export const uploadProgress: Middleware = (next) => async (call) => {
  const { onUpload } = call.options;
  if (!onUpload || call.body === null) return next(call);
  const failed: unknown[] = [];
  const tell: typeof onUpload = (sent, total) => {
    try {
      onUpload(sent, total);
    } catch (error) {
      failed.push(error);
      throw error;
    }
  };
  return next(counted(call, call.body, tell)).catch((error) => {
    // What the listener threw broke the upload: that is the reason, not how the network saw it.
    throw failed.length ? failed[0] : error;
  });
};

function counted(call: Call, body: Exclude<CallBody, null>, tell: (sent: number, total: number | null) => void): Call {
  const { headers } = call;
  const response = new Response(body as FetchBody); // TypeScript's BodyInit knows fewer Uint8Arrays
  const total = Number(headers["content-length"]) || sizeOf(body);
  const type = headers["content-type"] ?? response.headers.get("content-type");
  let sent = 0;
  const stream = (response.body as ReadableStream<Uint8Array>).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        sent += chunk.length;
        tell(sent, total);
      },
    }),
  );
  return { ...call, body: stream, headers: { ...headers, ...(type && { "content-type": type }), ...(total !== null && { "content-length": `${total}` }) } };
}

function sizeOf(body: Exclude<CallBody, null>): number | null {
  if (typeof body === "string" || body instanceof URLSearchParams) return new TextEncoder().encode(`${body}`).length;
  if (body instanceof Blob) return body.size;
  return body instanceof Uint8Array ? body.length : null;
}
