import { lookup } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isAddress, isInternalAddress } from "./access.js";
import type { LoadLimits } from "./options.js";
import { Refusal, tooLarge } from "./refusal.js";

/** What one download may do. */
export interface RemoteRules {
  /** Origins that the user named: they may be internal. */
  readonly trusted: ReadonlySet<string>;
  /** Origin that gets `headers`. */
  readonly headersFor: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
  readonly limits: LoadLimits;
}

const INTERNAL_REMEDY = "Allow private addresses if you trust this document, or download the file and refer to it by path.";

/** GETs a document. The address actually connected to is checked, so that neither names nor redirects lead inside. Throws Refusal. */
export async function download(url: string, rules: RemoteRules): Promise<Buffer> {
  let target = new URL(url);
  for (let hop = 0; hop <= rules.limits.redirects; hop++) {
    const response = await get(target, rules);
    const location = response.headers.location;
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400 && location !== undefined) {
      response.destroy();
      target = redirected(target, location);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      const remedy = status === 401 || status === 403 ? "Give the headers that this URL wants." : "Check the URL.";
      throw new Refusal("fetch-failed", `${target.href} answered ${status}.`, remedy);
    }
    return await body(response, target, rules.limits);
  }
  throw new Refusal("fetch-failed", `${url} redirects more than ${rules.limits.redirects} times.`, "Give the final URL.");
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to && (to.protocol === "http:" || to.protocol === "https:")) return to;
  throw new Refusal("fetch-failed", `${from.href} redirects to ${JSON.stringify(location)}, which is no http(s) URL.`, "Give the final URL.");
}

function get(url: URL, rules: RemoteRules): Promise<IncomingMessage> {
  const free = rules.allowPrivate || rules.trusted.has(url.origin);
  const isInside = isAddress(url.hostname) && isInternalAddress(url.hostname);
  if (!free && isInside) throw new Refusal("ref-internal-address", `${url.href} is an internal address.`, INTERNAL_REMEDY);
  const headers = {
    accept: "application/json, application/yaml, text/yaml, */*;q=0.5",
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "clientwright",
    ...(url.origin === rules.headersFor ? rules.headers : {}),
  };
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(error instanceof Refusal ? error : unreachable(url, error));
    const options = { headers, agent: false as const, signal: AbortSignal.timeout(rules.limits.timeout) };
    send(url, free ? options : { ...options, lookup: guardedLookup }, resolve)
      .on("error", fail)
      .end();
  });
}

/** Name look-up that yields public addresses only; the socket connects to exactly what it returns. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 0);
    const inside = addresses.find(({ address }) => isInternalAddress(address));
    const first = addresses[0];
    if (inside || !first) {
      const message = `${hostname} resolves to the internal address ${inside?.address ?? "(none)"}.`;
      return callback(new Refusal("ref-internal-address", message, INTERNAL_REMEDY), "", 0);
    }
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};

async function body(response: IncomingMessage, url: URL, limits: LoadLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decoded(response)) {
      const bytes = chunk as Buffer; // no encoding is set on these streams, so they yield buffers
      size += bytes.length;
      if (size > limits.fileBytes) throw tooLarge(url.href, limits.fileBytes);
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreachable(url, error instanceof Error ? error : new Error(String(error)));
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks);
}

function decoded(response: IncomingMessage): Readable {
  const encoding = response.headers["content-encoding"]?.toLowerCase() ?? "identity";
  const codec = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress }[encoding];
  if (!codec) return response;
  const stream = codec();
  response.on("error", (error) => stream.destroy(error));
  return response.pipe(stream);
}

function unreachable(url: URL, error: Error): Refusal {
  const why = error.name === "AbortError" || error.name === "TimeoutError" ? "no answer in time" : error.message;
  return new Refusal("fetch-failed", `${url.href} can't be read: ${why}.`, "Check the URL and the connection, or download the file and refer to it by path.");
}
