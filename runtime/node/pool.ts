import { readFile } from "node:fs/promises";
import type { ConnectionOptions } from "node:tls";
import { InputError } from "../core/errors.js";
import type { DispatcherLike } from "./dispatcher.js";

/** PEM text, bytes, or a file as a URL. */
export type Pem = string | Uint8Array | URL;

/** How TLS is spoken. */
export interface TlsOptions {
  /** Certificates to trust, beside nothing else. */
  readonly ca?: Pem | readonly Pem[] | undefined;
  /** The client's own certificate and key, for mutual TLS. */
  readonly cert?: Pem | undefined;
  readonly key?: Pem | undefined;
  readonly passphrase?: string | undefined;
  /** Name to verify, when it is not the host's. */
  readonly servername?: string | undefined;
}

/** The pool of connections. */
export interface PoolOptions {
  /** Connections to each origin; default 128. More calls than that wait. */
  readonly connections?: number | undefined;
  /** Requests in flight on one connection; default 1. More only for servers that answer in order and fast. */
  readonly pipelining?: number | undefined;
  /** Milliseconds for making a connection; default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds for which an idle connection is kept; default 4,000, and a second less than what the server allows. */
  readonly keepAlive?: number | undefined;
  /** HTTP/2 where the server offers it. */
  readonly http2?: boolean | undefined;
  readonly tls?: TlsOptions | undefined;
  /** A proxy's URL (user and password allowed), or "env" for HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly proxy?: string | undefined;
}

/** Makes the dispatcher that the options describe. Throws an InputError that says so when undici is not installed. */
export async function createDispatcher(options: PoolOptions): Promise<DispatcherLike> {
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import("undici").catch((cause) => {
    throw new InputError("undiciSend needs the package undici", { remedy: "npm install undici", cause });
  });
  const { connections = 128, pipelining = 1, connectTimeout = 10_000, keepAlive = 4_000, http2 = false, proxy } = options;
  const tls = await readTls(options.tls);
  const pool = { connections, pipelining, keepAliveTimeout: keepAlive, allowH2: http2 };
  const connect = { ...tls, timeout: connectTimeout };
  if (proxy === undefined) return new Agent({ ...pool, connect }) as DispatcherLike; // handlers as undici 7 defines them
  if (proxy === "env") return new EnvHttpProxyAgent({ ...pool, connect, requestTls: connect }) as DispatcherLike;
  return new ProxyAgent({ ...pool, uri: proxy, requestTls: connect, proxyTls: options.tls?.ca ? { ca: tls.ca } : {} } as ConstructorParameters<
    typeof ProxyAgent
  >[0]) as DispatcherLike; // undici's types want every TLS field
}

type TlsFields = Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "servername">;

async function readTls({ ca, cert, key, passphrase, servername }: TlsOptions = {}): Promise<TlsFields> {
  const fields: TlsFields = {};
  if (ca) fields.ca = await Promise.all([ca].flat().map(readPem));
  if (cert) fields.cert = await readPem(cert);
  if (key) fields.key = await readPem(key);
  if (passphrase) fields.passphrase = passphrase;
  if (servername) fields.servername = servername;
  return fields;
}

async function readPem(pem: Pem): Promise<string | Buffer> {
  if (pem instanceof URL) return readFile(pem);
  return typeof pem === "string" ? pem : Buffer.from(pem);
}
