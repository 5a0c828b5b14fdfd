import type { Call } from "../core/call.js";
import { hex, hmacSha256, sha256, utf8 } from "./bytes.js";
import { type Credential, type Supplied, supplied, withSecret } from "./credential.js";
import { payloadOf } from "./payload.js";

/** AWS keys, as they come from a user, a role or an instance. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What a signature is for. */
export interface SigV4Options {
  readonly region: string;
  /** The service's signing name: `s3`, `execute-api`, `iam` ... */
  readonly service: string;
  readonly keys: Supplied<AwsKeys>;
  /** Don't hash the body (S3 over TLS); streams and multipart bodies never are. */
  readonly unsignedPayload?: boolean | undefined;
}

/** Headers that change on their way, or are set below us. */
const unsigned = /^(authorization|user-agent|accept|accept-encoding|connection|expect|content-length|transfer-encoding|x-amzn-trace-id|trace(parent|state))$/;
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** AWS Signature Version 4, in headers. */
export function sigV4(options: SigV4Options): Credential {
  return {
    async sign(call, { clock }) {
      const keys = await supplied(options.keys);
      const date = amzDate(clock.now());
      const isS3 = options.service === "s3";
      const bodyHash = await hashOf(call, options);
      const headers = {
        ...call.headers,
        host: new URL(call.url).host,
        "x-amz-date": date,
        ...(isS3 || bodyHash === UNSIGNED ? { "x-amz-content-sha256": bodyHash } : {}),
        ...(keys.sessionToken ? { "x-amz-security-token": keys.sessionToken } : {}),
      };
      const { names, signature, scope } = await signatureOf({ method: call.method, url: call.url, headers, bodyHash }, { ...options, ...keys, date });
      const { host: _, ...sent } = headers; // the network sets it
      const value = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
      const secret = withSecret({ ...call, headers: sent }, "authorization", value);
      return keys.sessionToken ? { ...secret, secrets: [...(secret.secrets ?? []), "x-amz-security-token"] } : secret;
    },
  };
}

/** A URL that works by itself for a while. */
export interface Presign extends SigV4Options {
  /** Default GET. */
  readonly method?: string | undefined;
  readonly url: string;
  /** Headers that whoever uses the URL has to send. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Seconds; at most 604,800 (a week). Default 900. */
  readonly expires?: number | undefined;
  /** Milliseconds since epoch; default now. */
  readonly now?: number | undefined;
}

/** Presigns a URL: whoever has it may make this one request, without keys. */
export async function presignSigV4({ method = "GET", url, headers = {}, expires = 900, now = Date.now(), ...options }: Presign): Promise<string> {
  const keys = await supplied(options.keys);
  const date = amzDate(now);
  const signed = { ...lowerCase(headers), host: new URL(url).host };
  const query = [
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${keys.accessKeyId}/${scopeOf(date, options)}`],
    ["X-Amz-Date", date],
    ["X-Amz-Expires", String(expires)],
    ...(keys.sessionToken ? [["X-Amz-Security-Token", keys.sessionToken]] : []),
    ["X-Amz-SignedHeaders", signedNames(signed)],
  ].map((pair) => pair.map(encode).join("="));
  const address = `${url}${url.includes("?") ? "&" : "?"}${query.join("&")}`;
  const bodyHash = options.service === "s3" ? UNSIGNED : hex(await sha256(""));
  const { signature } = await signatureOf({ method, url: address, headers: signed, bodyHash }, { ...options, ...keys, date });
  return `${address}&X-Amz-Signature=${signature}`;
}

interface Request {
  readonly method: string;
  readonly url: string;
  /** Lower-case names, host included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyHash: string;
}
interface Signing extends AwsKeys {
  readonly region: string;
  readonly service: string;
  readonly date: string;
}

/** The request as text, the same on both sides. */
export function canonicalRequest({ method, url, headers, bodyHash }: Request, service: string): string {
  const { pathname, search } = new URL(url);
  // S3 encodes each name once, and after its own rules: URLs leave !'()* as they are. Every other service encodes what is sent a second time.
  const path = pathname
    .split("/")
    .map((name) => encode(service === "s3" ? decode(name) : name))
    .join("/");
  const query = search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name, value.join("=")].map((text) => encode(decode(text)));
    })
    .sort(([a = "", x = ""], [b = "", y = ""]) => order(a, b) || order(x, y))
    .map((pair) => pair.join("="));
  const names = signedNames(headers).split(";");
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, " ")}\n`);
  return [method, path, query.join("&"), lines.join(""), names.join(";"), bodyHash].join("\n");
}

async function signatureOf(request: Request, signing: Signing): Promise<{ readonly names: string; readonly signature: string; readonly scope: string }> {
  const { date, region, service, secretAccessKey } = signing;
  const scope = scopeOf(date, signing);
  const text = ["AWS4-HMAC-SHA256", date, scope, hex(await sha256(canonicalRequest(request, service)))].join("\n");
  let key = utf8(`AWS4${secretAccessKey}`);
  for (const step of [date.slice(0, 8), region, service, "aws4_request"]) key = await hmacSha256(key, step);
  return { names: signedNames(request.headers), signature: hex(await hmacSha256(key, text)), scope };
}

async function hashOf(call: Call, { unsignedPayload }: SigV4Options): Promise<string> {
  const isUnknown = call.body instanceof ReadableStream || call.body instanceof FormData;
  return unsignedPayload || isUnknown ? UNSIGNED : hex(await sha256(await payloadOf(call)));
}

const scopeOf = (date: string, { region, service }: Pick<SigV4Options, "region" | "service">): string =>
  `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
const amzDate = (now: number): string => new Date(now).toISOString().replace(/[:-]|\.\d+/g, "");
const signedNames = (headers: Readonly<Record<string, string>>): string =>
  Object.keys(headers)
    .filter((name) => !unsigned.test(name))
    .sort()
    .join(";");
const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
