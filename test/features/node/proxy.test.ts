import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { call, createClient, type Operation } from "../../../runtime/index.js";
import { undiciSend } from "../../../runtime/node/index.js";
import { closeServers, json, startServer } from "../../support/server.js";

const get: Operation = { id: "get", path: "/thing" };
const api = { name: "acme", version: "1", environments: {} };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await closeServers();
});

/** A forward proxy by CONNECT; remembers whom it was asked for, and with which credentials. */
async function startProxy() {
  const asked: { readonly target: string; readonly authorization: string | undefined }[] = [];
  const server = createServer();
  server.on("connect", (request, socket, head) => {
    asked.push({ target: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const one of [upstream, socket]) one.on("error", () => undefined);
    closers.push(() => upstream.destroy());
    closers.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("a proxy", () => {
  it("is asked for every origin, with its own credentials, which the API never sees", async () => {
    const proxy = await startProxy();
    const server = await startServer((request, response) => json(response, 200, Object.keys(request.headers)));
    const send = undiciSend({ proxy: `http://user:pass@${proxy.address}` });
    closers.push(() => send.close());
    expect(await call(createClient(api, { baseUrl: server.url, send }), get)).not.toContain("proxy-authorization");
    expect(proxy.asked).toEqual([{ target: new URL(server.url).host, authorization: `Basic ${btoa("user:pass")}` }]);
  });

  it("is taken from the environment, where NO_PROXY does not say otherwise", async () => {
    const proxy = await startProxy();
    const server = await startServer((_, response) => json(response, 200, {}));
    const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
    const before = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    try {
      process.env["http_proxy"] = `http://${proxy.address}`;
      process.env["no_proxy"] = "localhost";
      const send = undiciSend({ proxy: "env" });
      closers.push(() => send.close());
      await call(createClient(api, { baseUrl: server.otherUrl, send }), get);
      expect(proxy.asked).toEqual([]);
      await call(createClient(api, { baseUrl: server.url, send }), get);
      expect(proxy.asked.length).toBe(1);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});
