import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, apiKey, call, createClient, type Operation } from "../../../runtime/index.js";
import { type TlsOptions, undiciSend } from "../../../runtime/node/index.js";

const get: Operation = { id: "get", path: "/whoami" };
const api: ApiDefinition = {
  name: "acme",
  version: "1",
  environments: {},
  auth: { cert: { type: "mutualTls" }, key: { type: "apiKey", in: "header", name: "x-key" } },
  security: [["cert", "key"]],
};

/** A CA, a server's and a client's certificate in a folder of their own; null when there is no openssl. */
function makeCertificates(): string | null {
  const folder = mkdtempSync(join(tmpdir(), "clientwright-tls-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  try {
    openssl("version");
  } catch {
    return null;
  }
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost,IP:127.0.0.1");
  for (const name of ["server", "client"]) {
    openssl("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      `${name}.pem`,
      "-days",
      "2",
      "-extfile",
      "names",
    );
  }
  openssl("pkcs8", "-topk8", "-in", "client.key", "-out", "locked.key", "-passout", "pass:open sesame");
  return folder;
}

const folder = makeCertificates();
const pem = (name: string) => readFileSync(join(folder ?? "", name), "utf8");

(folder ? describe : describe.skip)(`TLS with a CA of our own${folder ? "" : " (no openssl)"}`, () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer(
      { key: pem("server.key"), cert: pem("server.pem"), ca: pem("ca.pem"), requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const socket = request.socket as TLSSocket; // a server of node:https has no other
        const name = socket.authorized ? socket.getPeerCertificate().subject.CN : "nobody";
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ name, key: request.headers["x-key"] ?? null }));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function whoami(tls?: TlsOptions) {
    const send = undiciSend({ tls });
    try {
      return await call(createClient(api, { baseUrl: url, send, auth: { key: apiKey("k") }, retries: 0 }), get);
    } finally {
      await send.close();
    }
  }

  it("refuses a server that nobody vouches for", async () => {
    await expect(whoami()).rejects.toMatchObject({ kind: "connection", message: expect.stringMatching(/self.signed certificate/) });
  });

  it("trusts the CA that it is given, and sends no certificate unasked", async () => {
    expect(await whoami({ ca: pem("ca.pem") })).toEqual({ name: "nobody", key: "k" });
  });

  it.each<[string, () => TlsOptions]>([
    ["text", () => ({ ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("client.key") })],
    ["bytes", () => ({ ca: [Buffer.from(pem("ca.pem"))], cert: Buffer.from(pem("client.pem")), key: Buffer.from(pem("client.key")) })],
    ["files", () => ({ ca: file("ca.pem"), cert: file("client.pem"), key: file("client.key") })],
    ["a locked key", () => ({ ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("locked.key"), passphrase: "open sesame" })],
  ])("proves who the client is, with its certificate as %s, beside an API key", async (_, tls) => {
    expect(await whoami(tls())).toEqual({ name: "client", key: "k" });
  });

  it("verifies another name when told so", async () => {
    await expect(whoami({ ca: pem("ca.pem"), servername: "other.test" })).rejects.toMatchObject({ kind: "connection" });
    expect(await whoami({ ca: pem("ca.pem"), servername: "localhost" })).toMatchObject({ key: "k" });
  });

  const file = (name: string) => pathToFileURL(join(folder ?? "", name));
});
