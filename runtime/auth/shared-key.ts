import type { Call } from "../core/call.js";
import { AuthError } from "../core/errors.js";
import { base64, fromBase64, hmacSha256 } from "./bytes.js";
import { type Credential, type Supplied, supplied, withSecret } from "./credential.js";
import { payloadOf } from "./payload.js";

/** An Azure Storage account and one of its keys (base64, as the portal shows it). */
export interface SharedKeyOptions {
  readonly account: string;
  readonly key: Supplied<string>;
  /** Sent as `x-ms-version` unless the call has one. Default 2023-11-03. */
  readonly version?: string | undefined;
}

/** Headers in the order in which they are signed. */
const signed = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

/** Azure Storage's SharedKey for Blob, Queue, File and Data Lake requests. */
export function sharedKey({ account, key, version = "2023-11-03" }: SharedKeyOptions): Credential {
  return {
    async sign(call, { clock }) {
      const headers: Record<string, string> = { "x-ms-version": version, ...call.headers, "x-ms-date": new Date(clock.now()).toUTCString() };
      const typed = await withBodyHeaders(call, headers);
      const text = stringToSign({ method: call.method, url: call.url, headers: typed }, account);
      const signature = base64(await hmacSha256(fromBase64(await supplied(key)), text));
      // A length that the caller didn't give is the network's to set, to the same number.
      const { "content-length": _, ...untold } = typed;
      return withSecret({ ...call, headers: "content-length" in call.headers ? typed : untold }, "authorization", `SharedKey ${account}:${signature}`);
    },
  };
}

/** What the network would add by itself, so that it is signed too. */
async function withBodyHeaders(call: Call, headers: Record<string, string>): Promise<Record<string, string>> {
  if (call.body === null) return headers;
  if ((call.body instanceof ReadableStream || call.body instanceof FormData) && headers["content-length"] === undefined)
    throw new AuthError("SharedKey signs the body's length, and this body has none", {
      remedy: 'Pass bytes, text or a Blob, or tell its length: headers: { "content-length": ... }',
    });
  const length = headers["content-length"] ?? String((await payloadOf(call)).length);
  const type = call.body instanceof Blob ? call.body.type : typeof call.body === "string" ? "text/plain;charset=UTF-8" : "";
  return { ...(type && { "content-type": type }), ...headers, "content-length": length };
}

/** The text that is signed (Authorize with Shared Key, version 2015-02-21 and later). Header names are lower case. */
export function stringToSign(
  { method, url, headers }: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>> },
  account: string,
): string {
  const { pathname, searchParams } = new URL(url);
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .sort()
    .map((name) => `${name}:${headers[name]?.trim()}`);
  const query = new Map<string, string[]>();
  searchParams.forEach((value, name) => {
    query.set(name.toLowerCase(), [...(query.get(name.toLowerCase()) ?? []), value]);
  });
  const parameters = [...query].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => `${name}:${values.sort().join(",")}`);
  const values = signed.map((name) =>
    name === "content-length" && headers[name] === "0" ? "" : name === "date" && headers["x-ms-date"] ? "" : (headers[name] ?? ""),
  );
  return [method, ...values, ...own, `/${account}${pathname}`, ...parameters].join("\n");
}
