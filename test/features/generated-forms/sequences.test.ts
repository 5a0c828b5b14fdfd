import { undiciSend } from "@clientwright/runtime/node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FreshClient } from "../../support/generated-client.js";
import { closeServers, type Handler, type Received, startServer, type TestServer } from "../../support/server.js";
import { formsClient } from "./forms-client.js";

// Bodies and replies that are one item after another, over a real server.

const png = Uint8Array.of(0x89, 0x50, 13, 10, 0x2d, 0x2d, 0x62, 0, 255);
const mixed = [
  "preamble\r\n--b\r\nContent-Type: application/json\r\nContent-ID: <r1>\r\n\r\n",
  '{"value":1}\r\n--',
  'b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; name="picture"\r\n\r\n',
  png,
  "\r\n--b--\r\nepilogue",
];

let seen: Received[] = [];
const answer: Handler = (request, response) => {
  seen.push(request);
  if (!request.path.startsWith("/sequences/parts")) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { "content-type": 'multipart/mixed; boundary="b"' });
  for (const chunk of mixed) response.write(chunk);
  response.end();
};

let server: TestServer;
let generated: FreshClient;
beforeAll(async () => {
  [server, generated] = await Promise.all([startServer(answer), formsClient()]);
});
afterAll(async () => {
  generated?.remove();
  await closeServers();
});
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
const client = (more = {}): any => generated.exports.createFormsClient({ baseUrl: server.url, ...more });

async function* readings(count: number): AsyncGenerator<object> {
  for (let value = 1; value <= count; value += 1) yield { value };
}

describe.each([
  ["fetch", () => ({})],
  ["undici", () => ({ send: undiciSend() })],
])("over %s", (_, network) => {
  it.each([
    { operation: "sendLines", type: "application/x-ndjson", text: '{"value":1}\n{"value":2}\n' },
    { operation: "sendRecords", type: "application/json-seq", text: '\u001e{"value":1}\n\u001e{"value":2}\n' },
  ])("$operation sends items as $type, from a list and from a generator", async ({ operation, type, text }) => {
    seen = [];
    await generated.exports[operation](client(network()), { body: [{ value: 1 }, { value: 2 }] });
    await generated.exports[operation](client(network()), { body: readings(2) });
    expect(seen.map(({ headers, text: sent }) => [headers["content-type"], sent])).toEqual([
      [type, text],
      [type, text],
    ]);
    expect(seen.map(({ headers }) => headers["content-length"])).toEqual([`${text.length}`, undefined]);
  });

  it("sendEvents sends whole events, their data as JSON", async () => {
    seen = [];
    const events = [{ event: "add", id: "1", data: { value: 1 } }, { data: { value: 2 } }];
    await generated.exports.sendEvents(client(network()), { body: events });
    expect(seen[0]?.text).toBe('event: add\nid: 1\ndata: {"value":1}\n\ndata: {"value":2}\n\n');
  });

  it("readParts gives each part as what it is, with its name and id", async () => {
    seen = [];
    const found: unknown[] = [];
    for await (const message of generated.exports.readParts(client(network())).messages()) found.push(message);
    expect(found).toEqual([
      { event: "message", id: "r1", data: { value: 1 } },
      { event: "picture", id: "", data: png },
    ]);
    expect(seen[0]?.headers.accept).toBe("multipart/mixed, multipart/*;q=0.9");
  });
});
