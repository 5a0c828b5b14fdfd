import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { type Handler, json, startServer, type TestServer } from "../support/server.js";
import { installRuntimes, runtimes, smokePage } from "./launch.js";

/** The service of the smoke program: just enough of Spark, and of awkward HTTP. */
function service(program: () => { readonly bundle: string; readonly url: string }): Handler {
  let executions = 0;
  return (request, response) => {
    const url = new URL(request.path, "http://local");
    const path = url.pathname;
    if (path === "/__smoke.html") return void response.writeHead(200, { "content-type": "text/html" }).end(smokePage(program().url));
    if (path === "/__outcome") {
      onOutcome(request.text);
      return void response.writeHead(204).end();
    }
    if (path === "/__smoke.mjs") return void response.writeHead(200, { "content-type": "text/javascript" }).end(program().bundle);
    if (path.endsWith("/execute")) {
      executions += 1;
      if (request.headers["x-synthetic-key"] !== "key") return json(response, 401, { status: "Error", error: { message: "INVALID_TOKEN" } });
      if (executions % 2 === 1) return json(response, 429, { status: "Error", error: { message: "slow down" } }, { "x-retry-after": "0" });
      return json(response, 200, {
        status: "Success",
        response_data: { outputs: { premium: JSON.parse(request.text).request_data.inputs.age * 2 } },
        response_meta: {},
        error: null,
      });
    }
    if (path.endsWith("/services/search")) {
      const page = JSON.parse(request.text).request_data?.page ?? 1;
      const services = page > 2 ? [] : [{ name: `s${page}a` }, { name: `s${page}b` }];
      return json(response, 200, { status: "Success", response_data: { services, count: 4 } });
    }
    if (path.endsWith("/product/create")) return json(response, 200, { status: "Error", errorCode: "PRODUCT_ALREADY_EXISTS", message: "taken", data: null });
    if (path === "/upload") return json(response, 200, { fields: [...request.text.matchAll(/; name="(\w+)"/g)].map((match) => match[1]).sort() });
    if (path === "/bytes") return void response.writeHead(200, { "content-type": "application/octet-stream" }).end(Buffer.alloc(1000, 7));
    if (path === "/gzip")
      return void response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(gzipSync('{"zipped":true}'));
    if (path === "/ticks") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let tick = 0;
      const timer = setInterval(() => response.write(`data: {"tick":${++tick}}\n\n`), 5);
      return void response.on("close", () => clearInterval(timer));
    }
    if (path === "/slow") return void setTimeout(() => json(response, 200, {}), 5000).unref();
    return json(response, 404, { message: `nothing at ${path}` });
  };
}

const want = [
  "execute true",
  "search s1a,s1b,s2a,s2b",
  "conflict true",
  "caught true",
  "upload file,note",
  "bytes 1000",
  'gzip {"zipped":true}',
  "events 1,2,3",
  "abort abort",
  "timeout timeout",
].join("\n");

let onOutcome: (text: string) => void = () => undefined;
const posted = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the page posted nothing")), 60_000);
    onOutcome = (text) => {
      clearTimeout(timer);
      resolve(text);
    };
  });

let server: TestServer;
let bundle = "";
beforeAll(async () => {
  installRuntimes();
  server = await startServer(service(() => ({ bundle, url: server.url })));
  const built = await build({
    entryPoints: ["test/runtimes/smoke.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    alias: { "@clientwright/runtime": "./runtime/index.ts", "@clientwright/clients": "./generated" },
    logLevel: "error",
  });
  bundle = built.outputFiles[0]?.text ?? "";
}, 300_000);
afterAll(() => server?.close());

describe("the smoke program passes on", () => {
  for (const runtime of runtimes()) {
    it(runtime.name, async () => {
      const missing = runtime.missing === null ? null : (runtimes().find(({ name }) => name === runtime.name)?.missing ?? null);
      if (missing !== null && process.env["CI"] !== "true") return console.log(`${runtime.name} skipped: ${missing}`);
      expect(missing).toBeNull();
      const current = runtimes().find(({ name }) => name === runtime.name) ?? runtime;
      expect((await current.run({ bundle, baseUrl: server.url, posted })).trim()).toBe(want);
    }, 90_000);
  }
});
