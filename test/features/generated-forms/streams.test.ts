import { undiciSend } from "@clientwright/runtime/node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FreshClient } from "../../support/generated-client.js";
import { inOtherProcess } from "../../support/other-process.js";
import { closeServers, type Handler, json, startServer, type TestServer } from "../../support/server.js";
import { formsClient } from "./forms-client.js";

// Each form of stream that a document can describe, over a real server.

const notifications = ["reload failed", "disk full", "all is well"].map((text, index) => ({ text, active: index < 2 }));
let states: string[] = [];

const streams: Handler = (request, response) => {
  const write = (type: string, ...parts: readonly string[]): void => {
    response.writeHead(200, { "content-type": type });
    for (const part of parts) response.write(part);
    response.end();
  };
  if (request.path === "/airflow/dagRuns/r1/wait") return write("application/x-ndjson", ...states.map((status) => `${JSON.stringify({ status })}\n`));
  if (request.path === "/argo/stream/applications")
    return write(
      "application/json",
      '{"result":{"type":"ADDED"}}\n{"result":{"ty',
      'pe":"MODIFIED"}}\n{"error":{"http_code":403,"message":"permission denied"}}\n',
    );
  if (request.path !== "/prometheus/notifications/live") return json(response, 404, {});
  const after = Number(request.headers["last-event-id"] ?? 0);
  response.writeHead(200, { "content-type": "text/event-stream" });
  notifications.slice(after).forEach((each, index) => void response.write(`id: ${after + index + 1}\ndata: ${JSON.stringify(each)}\n\n`));
  response.write(": the connection stays open\n\n");
};

let server: TestServer;
let generated: FreshClient;
beforeAll(async () => {
  [server, generated] = await Promise.all([startServer(streams), formsClient()]);
});
afterAll(async () => {
  generated?.remove();
  await closeServers();
});
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
const client = (more = {}): any => generated.exports.createFormsClient({ baseUrl: server.url, ...more });

describe.each([
  ["fetch", () => ({})],
  ["undici", () => ({ send: undiciSend() })],
])("a generated stream over %s", (_, network) => {
  it("waits at the server: a line for every state, until the run has ended (Airflow)", async () => {
    states = ["queued", "running", "success"];
    const seen: string[] = [];
    for await (const { status } of generated.exports.waitForRun(client(network()), { run: "r1" })) seen.push(status);
    expect(seen).toEqual(states);
  });

  it("unwraps results, and throws the error that the stream ends with (Argo CD)", async () => {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { type } of generated.exports.watchApplications(client(network()))) seen.push(type);
    })();
    await expect(reading).rejects.toMatchObject({ kind: "api", status: 403, message: "watchApplications answered 403: permission denied" });
    expect(seen).toEqual(["ADDED", "MODIFIED"]);
  });

  it("delivers server-sent events, and closes the connection when the loop is left (Prometheus)", async () => {
    const seen: object[] = [];
    for await (const { data } of generated.exports.listenToNotifications(client(network()))) {
      seen.push(data);
      if (seen.length === notifications.length) break;
    }
    expect(seen).toEqual(notifications);
  });
});

describe("a stream that one process listened to", () => {
  it("is listened to by another from the last event's id on (Prometheus)", async () => {
    let last = "";
    for await (const { id } of generated.exports.listenToNotifications(client()).messages()) {
      last = id;
      break;
    }
    const rest = await inOtherProcess(
      `import { createFormsClient, listenToNotifications } from ${JSON.stringify(`${generated.folder}/index.ts`)};
       const found = [];
       for await (const { data } of listenToNotifications(createFormsClient({ baseUrl: input.url }), { headers: { "last-event-id": input.last } })) {
         found.push(data);
         if (found.length === 2) break;
       }
       output(found);`,
      { url: server.url, last },
    );
    expect([last, rest]).toEqual(["1", notifications.slice(1)]);
  });

  it("is waited for again by the run's id (Airflow)", async () => {
    states = ["running", "success"];
    const wait = generated.exports.waitForRun(client(), { run: "r1" })[Symbol.asyncIterator]();
    expect((await wait.next()).value).toEqual({ status: "running" });
    await wait.return();
    const rest = await inOtherProcess(
      `import { createFormsClient, waitForRun } from ${JSON.stringify(`${generated.folder}/index.ts`)};
       let last;
       for await (const { status } of waitForRun(createFormsClient({ baseUrl: input.url }), { run: "r1" })) last = status;
       output(last);`,
      { url: server.url },
    );
    expect(rest).toBe("success");
  });
});
