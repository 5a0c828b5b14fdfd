import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bearer } from "@clientwright/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { eventually } from "../../support/socket-server.js";

// Event streams through generated clients, against a plain HTTP server.

const object = (properties: object): object => ({ type: "object", required: Object.keys(properties), properties });
const document = {
  asyncapi: "3.0.0",
  info: { title: "Feed", version: "1" },
  servers: { live: { host: "feed.example", protocol: "https", security: [{ $ref: "#/components/securitySchemes/token" }] } },
  channels: {
    builds: {
      address: "builds/{branch}",
      parameters: { branch: {} },
      messages: {
        started: { payload: object({ build: { type: "integer" } }) },
        finished: { payload: object({ build: { type: "integer" }, passed: { type: "boolean" } }) },
        log: { contentType: "text/plain", payload: { type: "string" } },
      },
    },
  },
  operations: {
    onBuild: { action: "send", channel: { $ref: "#/channels/builds" } },
    onFinished: { action: "send", channel: { $ref: "#/channels/builds" }, messages: [{ $ref: "#/channels/builds/messages/finished" }] },
  },
  components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
};

interface Request {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly at: number;
  gone: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "events-"));
const requests: Request[] = [];
let answer: (response: ServerResponse, round: number) => void;
let server: Server;
let fresh: FreshClient;
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; where its types matter the compiler is asked
let client: any;

beforeAll(async () => {
  const path = join(folder, "asyncapi.json");
  writeFileSync(path, JSON.stringify(document));
  fresh = await freshClient({ sources: [path] });
});
beforeEach(async () => {
  requests.length = 0;
  server = createServer((request, response) => {
    const one: Request = { request, response, at: Date.now(), gone: false };
    response.on("close", () => {
      one.gone = true;
    });
    answer(response, requests.push(one));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await client?.close();
  server.closeAllConnections();
  server.close();
});
afterAll(() => {
  fresh.remove();
  rmSync(folder, { recursive: true });
});

const create = (options: object = {}): void => {
  client = fresh.exports.createFeed({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    auth: { token: bearer("t1") },
    reconnect: { delay: 5 },
    ...options,
  }); // TCP
};
const events = (response: ServerResponse, text: string): void => void response.writeHead(200, { "content-type": "text/event-stream" }).write(text);
const waits = (): readonly number[] => requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));

describe("an event stream of a generated client", () => {
  it("gives events by their types as the document's messages, each in its content type, and an operation only its own", async () => {
    answer = (response) =>
      events(response, 'event: started\ndata: {"build":1}\n\nevent: log\ndata: {"not": json\n\nevent: finished\ndata: {"build":1,\ndata: "passed":true}\n\n');
    create();
    const got: unknown[] = [];
    for await (const { name, payload } of client.builds.build({ branch: "main" }).messages()) if (got.push([name, payload]) === 3) break;
    expect(got).toEqual([
      ["started", { build: 1 }],
      ["log", '{"not": json'],
      ["finished", { build: 1, passed: true }],
    ]);
    for await (const finished of client.builds.finished({ branch: "main" })) {
      expect(finished).toEqual({ build: 1, passed: true });
      break;
    }
    expect(requests.map(({ request: { url, headers } }) => [url, headers.authorization])).toEqual([
      ["/builds/main", "Bearer t1"],
      ["/builds/main", "Bearer t1"],
    ]);
    const lines = [
      'import { createFeed } from "./index.js";',
      'for await (const { passed } of createFeed({ auth: "open" }).builds.finished({ branch: "b" })) { const sure: boolean = passed; console.log(sure); }',
    ];
    writeFileSync(join(fresh.folder, "calls.ts"), lines.join("\n"));
    expect(compileErrors(fresh.folder)).toEqual([]);
  });

  it("goes on after the last whole event when it is cut within one", async () => {
    answer = (response, round) => {
      if (round === 1) {
        events(response, 'id: 7\nevent: started\ndata: {"build":1}\n\nid: 8\nevent: started\ndata: {"bui');
        setTimeout(() => response.destroy(), 20);
      } else events(response, 'id: 8\nevent: started\ndata: {"build":2}\n\n');
    };
    create();
    const got: unknown[] = [];
    for await (const each of client.builds.build({ branch: "main" })) if (got.push(each) === 2) break;
    expect(got).toEqual([{ build: 1 }, { build: 2 }]);
    expect(requests.map(({ request }) => request.headers["last-event-id"])).toEqual([undefined, "7"]);
  });

  it("waits before the next request as long as the server's `retry` says, also after requests that brought none", async () => {
    answer = (response, round) => {
      if (round === 1) {
        events(response, "retry: 300\n\n");
        response.end();
      } else if (round < 4) response.writeHead(503).end();
      else events(response, 'event: started\ndata: {"build":1}\n\n');
    };
    create();
    for await (const _ of client.builds.build({ branch: "main" })) break;
    expect(waits()).toHaveLength(3);
    for (const wait of waits()) expect(wait).toBeGreaterThanOrEqual(290);
  });

  it("doesn't flood a server that says `retry: 0`", async () => {
    answer = (response, round) => {
      events(response, round < 3 ? "retry: 0\n\n" : 'event: started\ndata: {"build":1}\n\n');
      if (round < 3) response.end();
    };
    create({ reconnect: { delay: 0 } });
    for await (const _ of client.builds.build({ branch: "main" })) break;
    for (const wait of waits()) expect(wait).toBeGreaterThanOrEqual(90);
  });

  it("ends its request when the loop is left, and when the client is closed", async () => {
    answer = (response) => events(response, 'event: started\ndata: {"build":1}\n\n');
    create();
    for await (const _ of client.builds.build({ branch: "main" })) break;
    await eventually(() => requests[0]?.gone === true);
    const loop = client.builds.build({ branch: "main" })[Symbol.asyncIterator]();
    await loop.next();
    const next = loop.next();
    await client.close();
    expect(await next).toEqual({ done: true, value: undefined });
    await eventually(() => requests[1]?.gone === true);
    expect(requests).toHaveLength(2);
  });

  it("asks for a fresh credential after 401, and goes on with it", async () => {
    let token = "t1";
    answer = (response, round) => {
      if (round === 1) {
        token = "t2";
        response.writeHead(401).end();
      } else events(response, 'event: started\ndata: {"build":1}\n\n');
    };
    create({ auth: { token: bearer(() => token) } });
    for await (const _ of client.builds.build({ branch: "main" })) break;
    expect(requests.map(({ request }) => request.headers.authorization)).toEqual(["Bearer t1", "Bearer t2"]);
  });

  it("bears any silence, unless patience is set: then it asks anew", async () => {
    answer = (response, round) => {
      events(response, ": here\n\n");
      if (round > 1) response.write('event: started\ndata: {"build":1}\n\n');
    };
    create({ patience: 150 });
    for await (const _ of client.builds.build({ branch: "main" })) break;
    expect(requests).toHaveLength(2);
    await client.close();
    requests.length = 0;
    answer = (response) => {
      events(response, ": here\n\n");
      setTimeout(() => response.write('event: started\ndata: {"build":2}\n\n'), 400);
    };
    create();
    for await (const each of client.builds.build({ branch: "main" })) {
      expect(each).toEqual({ build: 2 });
      break;
    }
    expect(requests).toHaveLength(1);
  });

  it("ends for good where the server says that nothing will come (204)", async () => {
    answer = (response) => void response.writeHead(204).end();
    create();
    await expect(client.builds.build({ branch: "main" })[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: "connection", status: 204 });
    expect(requests).toHaveLength(1);
  });
});
