import { lookup } from "node:dns";
import { request as httpRequest, type IncomingMessage, STATUS_CODES } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isAddress, isInternalAddress, isNamed } from "./access.js";
import { withoutPassword } from "./names.js";
import type { LoadLimits } from "./options.js";
import { Refusal, tooLarge } from "./refusal.js";

/** What one download may do. */
export interface RemoteRules {
  /** Origins that the user named: they may be called even where other hosts may not. */
  readonly named: readonly string[];
  /** Those of them that may be internal. */
  readonly inside: readonly string[];
  /** Origin that gets `headers`. */
  readonly headersFor: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a reference or a redirect may lead to a host that the user did not name. */
  readonly allowOthers: boolean;
  readonly allowPrivate: boolean;
  readonly limits: LoadLimits;
}

/** What a URL gave. */
export interface Download {
  readonly bytes: Buffer;
  /** Where it came from in the end: what it holds is relative to this. */
  readonly url: string;
  /** Whether the first address that was called is internal. */
  readonly isInside: boolean;
}

const INTERNAL_REMEDY = "Allow private addresses if you trust this document, or download the file and refer to it by path.";

/**
 * GETs a document. Each hop is held to the rules, and the address actually connected to is checked, so that neither names nor
 * redirects lead where the document itself may not. Throws Refusal.
 */
export async function download(url: string, rules: RemoteRules): Promise<Download> {
  let target = new URL(url);
  let isInside: boolean | null = null;
  for (let hop = 0; hop <= rules.limits.redirects; hop++) {
    const response = await get(target, rules);
    const address = response.socket.remoteAddress;
    isInside ??= address !== undefined && isInternalAddress(address);
    const location = response.headers.location;
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400 && location !== undefined) {
      response.destroy();
      target = redirected(target, location);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      throw refused(target, status, rules);
    }
    return { bytes: await body(response, target, rules.limits), url: target.href, isInside };
  }
  throw new Refusal("fetch-failed", `${withoutPassword(url)} redirects more than ${rules.limits.redirects} times.`, "Give the final URL.");
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to) to.hash = "";
  if (to && (to.protocol === "http:" || to.protocol === "https:")) return to;
  throw new Refusal("fetch-failed", `${shown(from)} redirects to ${JSON.stringify(location)}, which is no http(s) URL.`, "Give the final URL.");
}

function refused(url: URL, status: number, rules: RemoteRules): Refusal {
  const message = `${shown(url)} answered ${status}${STATUS_CODES[status] === undefined ? "" : ` ${STATUS_CODES[status]}`}.`;
  if (status !== 401 && status !== 403) return new Refusal("fetch-failed", message, "Check the URL.");
  const isElsewhere = Object.keys(rules.headers).length > 0 && !hasHeaders(url, rules);
  const remedy = isElsewhere
    ? `Headers go to the host that was named only: name ${url.origin} itself if it may see them.`
    : "Give the headers that this URL wants (--header 'Authorization: Bearer ...').";
  return new Refusal("fetch-failed", message, remedy);
}

/** Whether a URL gets the user's headers. */
const hasHeaders = (url: URL, { headersFor }: RemoteRules): boolean => headersFor !== null && isNamed(url, [headersFor]);

function get(url: URL, rules: RemoteRules): Promise<IncomingMessage> {
  const isFree = rules.allowPrivate || isNamed(url, rules.inside);
  const problem = denied(url, rules, isFree);
  if (problem) throw problem;
  const headers = {
    accept: "application/json, application/yaml, text/yaml, */*;q=0.5",
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "clientwright",
    ...(hasHeaders(url, rules) ? rules.headers : {}),
  };
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(error instanceof Refusal ? error : unreachable(url, error));
    const options = { headers, agent: false as const, signal: AbortSignal.timeout(rules.limits.timeout) };
    send(url, isFree ? options : { ...options, lookup: guardedLookup }, resolve)
      .on("error", fail)
      .end();
  });
}

/** Why a URL must not be called at all; null when it may be, whatever address its name leads to. */
function denied(url: URL, rules: RemoteRules, isFree: boolean): Refusal | null {
  if (!rules.allowOthers && !isNamed(url, rules.named)) {
    const remedy = "Allow remote references, or download the file and refer to it by path.";
    return new Refusal("ref-remote", `${shown(url)} is on another host, and remote references are switched off.`, remedy);
  }
  const isInside = isAddress(url.hostname) && isInternalAddress(url.hostname);
  return !isFree && isInside ? new Refusal("ref-internal-address", `${shown(url)} is an internal address.`, INTERNAL_REMEDY) : null;
}

const shown = (url: URL): string => withoutPassword(url.href);

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
      if (size > limits.fileBytes) throw tooLarge(shown(url), limits.fileBytes);
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
  return new Refusal("fetch-failed", `${shown(url)} can't be read: ${why}.`, "Check the URL and the connection, or download the file and refer to it by path.");
}
