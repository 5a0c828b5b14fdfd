import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, call, createClient, digest, type Operation } from "../../../runtime/index.js";
import { undiciSend } from "../../../runtime/node/index.js";
import { closeServers, json, type Received, startServer } from "../../support/server.js";

afterEach(closeServers);

const api: ApiDefinition = { name: "acme", version: "1", environments: {}, auth: { user: { type: "digest" } }, security: ["user"] };
const get: Operation = { id: "get", path: "/a b/{id}", in: { query: ["q"] } };
const post: Operation = { id: "post", method: "POST", path: "/things", in: { body: { kind: "json", at: "body" } } };

interface Rules {
  readonly algorithm: "MD5" | "SHA-256" | "MD5-sess" | "SHA-256-sess";
  readonly qop: "auth" | "auth-int";
  /** Uses that a nonce is good for. */
  readonly uses?: number;
  /** Sends the next nonce along. */
  readonly next?: boolean;
}

/** A server that checks digests by the letter of RFC 7616, written apart from the client. */
async function startDigestServer({ algorithm, qop, uses = 1000, next = false }: Rules) {
  const hash = (text: string | Buffer) =>
    createHash(algorithm.startsWith("MD5") ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const counts = new Map<string, number>();
  let issued = 0;
  const issue = () => {
    counts.set(`nonce${++issued}`, 0);
    return `nonce${issued}`;
  };
  const verdict = ({ method, path, headers, body }: Received): "ok" | "stale" | "refused" => {
    const field = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(headers.authorization ?? "")?.[1] ?? "";
    const used = counts.get(field("nonce"));
    if (used === undefined || field("qop") !== qop || field("uri") !== path || field("opaque") !== "o/p=" || field("realm") !== "the realm") return "refused";
    if (Number.parseInt(field("nc"), 16) !== used + 1) return "refused";
    if (used >= uses) return "stale";
    counts.set(field("nonce"), used + 1);
    const secret = hash("user:the realm:p:w");
    const ha1 = algorithm.endsWith("-sess") ? hash(`${secret}:${field("nonce")}:${field("cnonce")}`) : secret;
    const ha2 = hash(`${method}:${path}${qop === "auth-int" ? `:${hash(body)}` : ""}`);
    return field("response") === hash([ha1, field("nonce"), field("nc"), field("cnonce"), qop, ha2].join(":")) ? "ok" : "refused";
  };
  return startServer((request, response) => {
    const found = verdict(request);
    if (found === "ok") return json(response, 200, { body: request.text }, next ? { "authentication-info": `nextnonce="${issue()}"` } : {});
    const challenge = `Digest realm="the realm", qop="${qop}", algorithm=${algorithm}, nonce="${issue()}", opaque="o/p="${found === "stale" ? ", stale=true" : ""}`;
    return json(response, 401, {}, { "www-authenticate": challenge });
  });
}

const clientOf = (baseUrl: string, password = "p:w") => createClient(api, { baseUrl, auth: digest({ username: "user", password }) });

describe("HTTP digest", () => {
  it.each<Rules>([
    { algorithm: "MD5", qop: "auth" },
    { algorithm: "SHA-256", qop: "auth" },
    { algorithm: "MD5-sess", qop: "auth" },
    { algorithm: "SHA-256-sess", qop: "auth-int" },
    { algorithm: "SHA-256", qop: "auth-int" },
  ])("satisfies a server that wants %j, asked once", async (rules) => {
    const server = await startDigestServer(rules);
    const client = clientOf(server.url);
    expect(await call(client, post, { body: { n: 1 } })).toEqual({ body: '{"n":1}' });
    expect(await call(client, get, { id: "ü/x", q: "a b" })).toEqual({ body: "" });
    expect(server.requests.length).toBe(3);
  });

  it.each([
    { network: "fetch", send: undefined },
    { network: "undici", send: undiciSend() },
  ])("signs the very address that goes out, over $network", async ({ send }) => {
    const server = await startDigestServer({ algorithm: "SHA-256", qop: "auth" });
    const base = `${server.url}/it's/b/./c/../d|e^f`;
    const client = createClient(api, { baseUrl: base, auth: digest({ username: "user", password: "p:w" }), ...(send && { send }) });
    const marks = "it's ~!*()[]{}|^`<>\"\\%/?:@&=+$,;#é€😀";
    expect(await call(client, { ...get, path: "/{id}" }, { id: marks, q: marks })).toEqual({ body: "" });
    await send?.close();
  });

  it("answers again when the nonce has gone stale", async () => {
    const server = await startDigestServer({ algorithm: "SHA-256", qop: "auth", uses: 2 });
    const client = clientOf(server.url);
    for (let n = 0; n < 5; n++) await call(client, post, { body: { n } });
    expect(server.requests.length).toBe(8);
  });

  it("goes on with the nonce that the server sends along", async () => {
    const server = await startDigestServer({ algorithm: "SHA-256", qop: "auth", uses: 1, next: true });
    const client = clientOf(server.url);
    for (let n = 0; n < 4; n++) await call(client, post, { body: { n } });
    expect(server.requests.length).toBe(5);
  });

  it("gives up on a wrong password after one answer", async () => {
    const server = await startDigestServer({ algorithm: "SHA-256", qop: "auth" });
    await expect(call(clientOf(server.url, "wrong"), post, { body: {} })).rejects.toMatchObject({ status: 401 });
    expect(server.requests.length).toBe(2);
  });
});
