import type { Call } from "../core/call.js";
import { AuthError } from "../core/errors.js";
import type { UserPassword } from "./basic.js";
import { type Bytes, hex, sha256, utf8 } from "./bytes.js";
import { type Challenge, parseChallenges } from "./challenge.js";
import { type Credential, type Supplied, supplied, withSecret } from "./credential.js";
import { md5 } from "./md5.js";
import { payloadOf } from "./payload.js";

/** What a server asked for; `nc` counts the uses of its nonce. */
interface Asked {
  readonly params: Challenge["params"];
  readonly isSha: boolean;
  nonce: string;
  nc: number;
}

/** Replaceable in tests. */
export interface DigestOptions {
  readonly cnonce?: (() => string) | undefined;
}

/**
 * HTTP Digest (RFC 7616): MD5 and SHA-256, with and without `-sess`, qop `auth` and `auth-int`, user hash. The first call to a
 * server is answered by its challenge; from then on calls are signed at once, with `nextnonce` where the server sends one.
 */
export function digest(user: Supplied<UserPassword>, { cnonce = randomNonce }: DigestOptions = {}): Credential {
  /** By origin: a nonce means nothing to another server. */
  const known = new Map<string, Asked>();
  return {
    serves: ["digest"],
    async sign(call) {
      const asked = known.get(new URL(call.url).origin);
      return asked ? withSecret(call, "authorization", await answer(call, asked, { ...(await supplied(user)), cnonce: cnonce() })) : call;
    },
    renew(signed, reply) {
      const { origin } = new URL(signed.url);
      const asked = readChallenge(reply.headers.get("www-authenticate") ?? "");
      if (!asked) return false;
      known.set(origin, asked);
      // An answer to this very question was wrong: only "stale" is worth another.
      return !signed.headers["authorization"] || asked.params["stale"]?.toLowerCase() === "true";
    },
    seen(signed, reply) {
      const next = parseChallenges(`info ${reply.headers.get("authentication-info") ?? ""}`)[0]?.params["nextnonce"];
      const asked = known.get(new URL(signed.url).origin);
      if (next && asked) Object.assign(asked, { nonce: next, nc: 0 });
    },
  };
}

/** The strongest Digest challenge that can be answered. */
function readChallenge(header: string): Asked | null {
  const usable = parseChallenges(header).filter(
    ({ scheme, params }) => scheme === "digest" && params["nonce"] && /^(md5|sha-256)(-sess)?$/i.test(params["algorithm"] ?? "MD5"),
  );
  const isSha = ({ params }: Challenge): boolean => /^sha/i.test(params["algorithm"] ?? "");
  const best = usable.find(isSha) ?? usable[0];
  return best ? { params: best.params, isSha: isSha(best), nonce: best.params["nonce"] ?? "", nc: 0 } : null;
}

async function answer(call: Call, asked: Asked, { username, password, cnonce }: UserPassword & { readonly cnonce: string }): Promise<string> {
  const { params, isSha, nonce } = asked;
  const { realm = "", opaque, algorithm } = params;
  const hash = async (data: string | Bytes): Promise<string> => hex(isSha ? await sha256(data) : md5(typeof data === "string" ? utf8(data) : data));
  const { pathname, search } = new URL(call.url);
  const uri = pathname + search;
  const offers = params["qop"]?.split(",").map((offer) => offer.trim().toLowerCase());
  const qop = !offers ? null : offers.includes("auth") ? "auth" : offers.includes("auth-int") ? "auth-int" : null;
  if (offers && !qop) throw new AuthError(`Digest qop "${params["qop"]}" is not supported`);
  // Taken before the first await: calls at the same time must not share a count.
  const nc = (++asked.nc).toString(16).padStart(8, "0");
  const secret = await hash(`${username}:${realm}:${password}`);
  const ha1 = /-sess$/i.test(algorithm ?? "") ? await hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = await hash(`${call.method}:${uri}${qop === "auth-int" ? `:${await hash(await payloadOf(call))}` : ""}`);
  const response = await hash(qop ? `${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}` : `${ha1}:${nonce}:${ha2}`);
  const isHashed = params["userhash"]?.toLowerCase() === "true";
  const fields = [
    ["username", quote(isHashed ? await hash(`${username}:${realm}`) : username)],
    ["realm", quote(realm)],
    ["uri", quote(uri)],
    ["algorithm", algorithm],
    ["nonce", quote(nonce)],
    ["nc", qop && nc],
    ["cnonce", (qop || ha1 !== secret) && quote(cnonce)],
    ["qop", qop],
    ["response", quote(response)],
    ["opaque", opaque === undefined ? null : quote(opaque)],
    ["userhash", isHashed && "true"],
  ];
  return `Digest ${fields
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ")}`;
}

const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
const randomNonce = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));
