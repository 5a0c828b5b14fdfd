import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { ClientOptions } from "../../../runtime/client/options.js";
import type { Client } from "../../../runtime/core/client.js";
import { everything } from "../../../runtime/core/everything.js";
import type { Operation } from "../../../runtime/core/operation.js";
import type { Shape } from "../../../runtime/core/shape.js";
import { call } from "../../../runtime/core/start.js";
import { xml } from "../../../runtime/xml/index.js";
import { closeServers, type Handler, startServer, type TestServer } from "../../support/server.js";

afterEach(closeServers);

async function served(handler: Handler, options: ClientOptions = {}): Promise<{ server: TestServer; client: Client }> {
  const server = await startServer(handler);
  return { server, client: createClient({ name: "test", version: "1", environments: { default: server.url } }, { codecs: everything, ...options }) };
}

const answer =
  (status: number, text: string, type = "application/xml; charset=utf-8"): Handler =>
  (_, response) => {
    response.writeHead(status, { "content-type": type });
    response.end(text);
  };

const pet: Shape = {
  type: "object",
  xml: { name: "Pet" },
  fields: {
    id: { type: "integer", xml: { attribute: true } },
    name: { type: "string" },
    born: { type: "string", format: "date-time", as: "date" },
    tags: { type: "array", xml: { wrapped: true }, items: { type: "string", xml: { name: "tag" } } },
  },
};

describe("XML on the wire", () => {
  it("a body and a reply, dates converted on the way", async () => {
    const { server, client } = await served(
      answer(200, '<Pet id="7"><name>Rex &amp; Co</name><born>2020-02-29T00:00:00Z</born><tags><tag>a</tag></tags></Pet>'),
    );
    const operation: Operation = {
      id: "addPet",
      method: "POST",
      path: "/pets",
      in: { body: "xml" },
      convert: { in: pet, out: { "200": pet } },
      use: [xml, ...everything],
    };
    const born = new Date("2020-02-29T00:00:00Z");
    expect(await call(client, operation, { id: 7, name: "Rex & Co", born, tags: ["a"] })).toEqual({ id: 7, name: "Rex & Co", born, tags: ["a"] });
    expect(server.requests[0]?.headers["content-type"]).toBe("application/xml");
    expect(server.requests[0]?.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Pet id="7"><name>Rex &amp; Co</name><born>2020-02-29T00:00:00.000Z</born><tags><tag>a</tag></tags></Pet>',
    );
  });

  it("an error body is read, its code and message found (S3)", async () => {
    const { client } = await served(answer(404, "<Error><Code>NoSuchKey</Code><Message>The key does not exist</Message><RequestId>r1</RequestId></Error>"));
    const errors = { code: ["/Code"], message: ["/Message"], requestId: ["/RequestId"] };
    const operation: Operation = { id: "getObject", path: "/b/k", errors: [404], use: [xml] };
    const failed = call({ ...client, api: { ...client.api, errors } }, operation);
    await expect(failed).rejects.toMatchObject({
      kind: "api",
      status: 404,
      code: "NoSuchKey",
      requestId: "r1",
      message: "getObject answered 404: The key does not exist",
      body: { Code: "NoSuchKey" },
    });
  });

  it("a broken document is a DecodeError that shows its beginning", async () => {
    const { client } = await served(answer(200, "<Pet><name>Rex</Pet>"));
    await expect(call(client, { id: "getPet", path: "/", out: "xml", use: [xml] })).rejects.toMatchObject({
      kind: "decode",
      text: "<Pet><name>Rex</Pet>",
      cause: expect.objectContaining({ name: "SyntaxError" }),
    });
  });

  it.each(["text/html; charset=UTF-8", "text/plain"])("a document that calls itself %s is still the XML that was promised (Swift's S3)", async (type) => {
    const { client } = await served(answer(200, "<?xml version='1.0' encoding='UTF-8'?>\n<r><a>1</a></r>", type));
    expect(await call(client, { id: "getThing", path: "/", out: "xml", use: [xml] })).toEqual({ a: "1" });
  });

  it("a web page is none", async () => {
    const { client } = await served(answer(200, "<!DOCTYPE html><html><body><p>Please log in</p></body></html>", "text/html"));
    await expect(call(client, { id: "getThing", path: "/", out: "xml", use: [xml] })).rejects.toMatchObject({ kind: "decode", contentType: "text/html" });
  });

  it("is registered once for all operations of a client, too", async () => {
    const { client } = await served(answer(200, "<r><a>1</a></r>"), { codecs: [...everything, xml] });
    expect(await call(client, { id: "getThing", path: "/" })).toEqual({ a: "1" });
  });

  it("what can't stand in XML is not sent", async () => {
    const { server, client } = await served(answer(200, "<r/>"));
    await expect(
      call(client, { id: "addPet", method: "POST", path: "/", in: { body: "xml" }, convert: { in: pet }, use: [xml] }, { name: "a\u0000" }),
    ).rejects.toMatchObject({ kind: "input" });
    expect(server.requests).toHaveLength(0);
  });
});
