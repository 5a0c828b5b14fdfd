import { afterEach, describe, expect, it } from "@jest/globals";
import { call, convert, failedWith, type Operation, type Reply, texts } from "../../../runtime/index.js";
import { clientOf } from "../../support/client.js";
import { closeServers, startServer } from "../../support/server.js";

// Failures whose declared body is plain text.

afterEach(closeServers);

const operation: Operation = {
  id: "getReport",
  path: "/reports/{id}",
  errors: [404, 409, "5XX"],
  texts: [404, "5XX"],
  convert: { out: { "409": { type: "object", fields: { until: { type: "string", format: "date-time", as: "date" } } } } },
  use: [texts, convert],
};
interface Errors {
  404: string;
  409: { until: Date };
  "5XX": string;
}
type GetReport = Reply<unknown, Errors>;

async function outcomeOf(status: number, type: string, body: string) {
  const server = await startServer((_, response) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  });
  return (call(clientOf(server.url), operation, { id: 1 }, { retries: 0 }) as GetReport).settle();
}

describe("a failure declared as plain text", () => {
  it.each([
    { status: 404, type: "text/plain", body: "no report 7", want: { status: 404, error: "no report 7" } },
    { status: 404, type: "text/plain", body: "404", want: { status: 404, error: "404" } },
    { status: 404, type: "text/plain", body: "", want: { status: 404, error: undefined } },
    { status: 503, type: "text/plain; charset=utf-8", body: "upstream is gone", want: { status: "5XX", error: "upstream is gone" } },
    { status: 502, type: "text/html", body: "<!DOCTYPE html><h1>Bad gateway</h1>", want: { status: "other" } },
    { status: 409, type: "text/plain", body: "no", want: { status: "other" } },
    {
      status: 409,
      type: "application/json",
      body: '{"until":"2026-03-01T00:00:00Z"}',
      want: { status: 409, error: { until: new Date("2026-03-01T00:00:00Z") } },
    },
    { status: 400, type: "text/plain", body: "no", want: { status: "other" } },
  ])("$status $type $body settles as $want.status", async ({ status, type, body, want }) => {
    expect(await outcomeOf(status, type, body)).toMatchObject({ ok: false, ...want });
  });

  it("leaves successes alone", async () => {
    expect(await outcomeOf(200, "application/json", '{"a":1}')).toMatchObject({ ok: true, data: { a: 1 } });
  });

  it("is told by failedWith", async () => {
    const server = await startServer((_, response) => void response.writeHead(404, { "content-type": "text/plain" }).end("gone"));
    const getReport = (client: ReturnType<typeof clientOf>, input: { id: number }): GetReport => call(client, operation, input);
    const error: unknown = await getReport(clientOf(server.url), { id: 1 }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(failedWith(getReport, error, 404) && error.body).toBe("gone");
  });
});
