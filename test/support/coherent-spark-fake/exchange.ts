import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliDecompressSync, deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";

/** A request to the fake, as it arrived. */
export interface SparkRequest {
  readonly method: string;
  /** Host that the client wanted, e.g. `keycloak.us.coherent.global`. */
  readonly host: string;
  /** Path without the query, exactly as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Body after its content encoding was taken off. */
  readonly bytes: Buffer;
  /** The body as JSON, or as text where it is none; undefined when there is no body. */
  readonly body: unknown;
  /** Fields and files of a form. */
  readonly form: FormData | null;
}

/** What a handler gets beside the request. */
export interface Exchange {
  readonly request: SparkRequest;
  /** Decoded path variables. */
  readonly at: Readonly<Record<string, string>>;
}

/** What a handler answers: JSON unless the body is bytes. */
export interface SparkAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Header under which `fake.fetch` passes on the host that the client wanted. */
export const HOST_HEADER = "x-fake-host";

/** Reads a request to its end. */
export async function readRequest(raw: IncomingMessage): Promise<SparkRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of raw) chunks.push(chunk);
  const headers = Object.fromEntries(Object.entries(raw.headers).map(([name, value]) => [name, String(value)]));
  const url = new URL(raw.url ?? "/", "http://fake");
  const bytes = decode(Buffer.concat(chunks), headers["content-encoding"]);
  const type = headers["content-type"] ?? "";
  const isForm = type.startsWith("multipart/form-data") || type.startsWith("application/x-www-form-urlencoded");
  const form = isForm ? await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData() : null;
  const host = headers[HOST_HEADER] ?? headers["host"] ?? "";
  return { method: raw.method ?? "GET", host, path: (raw.url ?? "/").replace(/\?.*$/s, ""), query: url.searchParams, headers, bytes, body: parse(bytes), form };
}

function decode(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === "gzip") return gunzipSync(bytes);
  if (encoding === "deflate") return inflateSync(bytes);
  if (encoding === "br") return brotliDecompressSync(bytes);
  return bytes;
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends an answer; bodies over a kilobyte go out compressed when the client takes that, as the platform does. */
export function sendAnswer(response: ServerResponse, { status = 200, headers = {}, body }: SparkAnswer, accept = ""): void {
  const isBytes = body instanceof Uint8Array;
  const plain = isBytes ? Buffer.from(body) : Buffer.from(body === undefined ? "" : JSON.stringify(body));
  const encoding = isBytes || plain.length < 1024 ? null : accept.includes("gzip") ? "gzip" : accept.includes("deflate") ? "deflate" : null;
  const payload = encoding === "gzip" ? gzipSync(plain) : encoding === "deflate" ? deflateSync(plain) : plain;
  response.writeHead(status, {
    "content-type": isBytes ? "application/octet-stream" : "application/json",
    "content-length": payload.length,
    ...(encoding === null ? {} : { "content-encoding": encoding }),
    ...headers,
  });
  response.end(payload);
}

/** The body as an object; an empty one when it is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}; // just checked
}

/** Text of a field, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
