import type { Call, CallBody, FetchBody, Middleware } from "./call.js";
import { streamFrom } from "./stream.js";

/** Tells `onUpload` how far each attempt's body has gone. In browsers it needs HTTP/2 and a fetch that streams requests. */
export const uploadProgress: Middleware = (next) => (call) =>
  next(call.options.onUpload && call.body !== null ? counted(call, call.body, call.options.onUpload) : call);

function counted(call: Call, body: Exclude<CallBody, null>, tell: (sent: number, total: number | null) => void): Call {
  const { headers } = call;
  const response = new Response(body as FetchBody); // TypeScript's BodyInit knows fewer Uint8Arrays
  const reader = (response.body as ReadableStream<Uint8Array>).getReader(); // a Response over a body has one
  const total = Number(headers["content-length"]) || sizeOf(body);
  const type = headers["content-type"] ?? response.headers.get("content-type");
  let sent = 0;
  const stream = streamFrom({
    async read() {
      const { done, value } = await reader.read();
      sent += value?.length ?? 0;
      if (value) tell(sent, total);
      return { done, value };
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { ...call, body: stream, headers: { ...headers, ...(type && { "content-type": type }), ...(total !== null && { "content-length": `${total}` }) } };
}

function sizeOf(body: Exclude<CallBody, null>): number | null {
  if (typeof body === "string" || body instanceof URLSearchParams) return new TextEncoder().encode(`${body}`).length;
  if (body instanceof Blob) return body.size;
  return body instanceof Uint8Array ? body.length : null;
}
