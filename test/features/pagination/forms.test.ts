import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { Client } from "../../../runtime/core/client.js";
import { everything } from "../../../runtime/core/everything.js";
import type { Operation } from "../../../runtime/core/operation.js";
import { call } from "../../../runtime/core/start.js";
import { pages } from "../../../runtime/pagination/pages.js";
import { walk } from "../../../runtime/pagination/walk.js";
import { xml } from "../../../runtime/xml/index.js";
import { closeServers, type Handler, json, type Received, startServer, type TestServer } from "../../support/server.js";

// One real server per form of paging that the services behind our specs use.

afterEach(closeServers);

const numbers = Array.from({ length: 7 }, (_, index) => index + 1);
const query = (request: Received): URLSearchParams => new URL(request.path, "http://x").searchParams;

async function served(handler: Handler, given: Parameters<typeof createClient>[1] = {}): Promise<{ server: TestServer; client: Client }> {
  const server = await startServer(handler);
  return { server, client: createClient({ name: "test", version: "1", environments: { default: server.url } }, { codecs: everything, ...given }) };
}

describe("forms of paging", () => {
  it("page numbers in the request body (Spark: /request_data/page)", async () => {
    const { server, client } = await served((request, response) => {
      const { request_data } = JSON.parse(request.text);
      const { page = 1, page_size } = request_data;
      json(response, 200, {
        status: "Success",
        response_data: { data: numbers.slice((page - 1) * page_size, page * page_size).map((id) => ({ id })), count: numbers.length },
      });
    });
    const operation: Operation = {
      id: "searchServices",
      method: "POST",
      path: "/services/search",
      in: { body: "json" },
      unwrap: "/response_data",
      repeat: "safe",
      pages: { style: "page", items: "/response_data/data", page: "/request_data/page", size: "/request_data/page_size", total: "/response_data/count" },
    };
    const list = pages<{ id: number }, { count: number }>(client, operation, { request_data: { page_size: 3, sort: "-name" } });
    expect((await list).count).toBe(7);
    expect((await list.all()).map(({ id }) => id)).toEqual(numbers);
    expect(server.requests.map(({ text }) => JSON.parse(text).request_data)).toEqual([
      { page_size: 3, sort: "-name" },
      { page_size: 3, sort: "-name", page: 2 },
      { page_size: 3, sort: "-name", page: 3 },
    ]);
  });

  it("page and per_page, a Link header beside (GitHub, StateSet)", async () => {
    const { server, client } = await served((request, response) => {
      const page = Number(query(request).get("page") ?? 1);
      json(response, 200, { items: numbers.slice((page - 1) * 3, page * 3), total_pages: 3 });
    });
    const operation: Operation = {
      id: "listThings",
      path: "/things",
      in: { query: ["page", "per_page"] },
      pages: { style: "page", items: "/items", page: "page", size: "per_page", pages: "/total_pages" },
    };
    expect(await pages<number, unknown>(client, operation, { per_page: 3 }).all()).toEqual(numbers);
    expect(server.requests.map(({ path }) => path)).toEqual(["/things?per_page=3", "/things?page=2&per_page=3", "/things?page=3&per_page=3"]);
  });

  it("page and limit, a bare array that ends with a short page", async () => {
    const { server, client } = await served((request, response) => {
      const page = Number(query(request).get("page") ?? 0);
      json(response, 200, numbers.slice(page * 3, page * 3 + 3));
    });
    const operation: Operation = {
      id: "listThings",
      path: "/things",
      in: { query: ["page", "limit"] },
      pages: { style: "page", items: "", page: "page", size: "limit", start: 0 },
    };
    expect(await pages<number, number[]>(client, operation, { limit: 3 }).all()).toEqual(numbers);
    expect(server.requests).toHaveLength(3);
  });

  it("limit and offset with a total (Airflow: total_entries; Livy: from, size)", async () => {
    const { server, client } = await served((request, response) => {
      const from = Number(query(request).get("from") ?? 0);
      json(response, 200, { sessions: numbers.slice(from, from + 2), total: numbers.length });
    });
    const operation: Operation = {
      id: "listSessions",
      path: "/sessions",
      in: { query: ["from", "size"] },
      pages: { style: "offset", items: "/sessions", offset: "from", limit: "size", total: "/total" },
    };
    expect(await pages<number, unknown>(client, operation, { size: 100 }).all()).toEqual(numbers);
    expect(server.requests.map(({ path }) => query({ path } as Received).get("from"))).toEqual([null, "2", "4", "6"]);
  });

  it.each([
    { service: "Databricks, Unity Catalog", token: "page_token", next: "next_page_token" },
    { service: "Iceberg", token: "pageToken", next: "next-page-token" },
    { service: "Prometheus rules", token: "group_next_token", next: "groupNextToken" },
    { service: "StateSet", token: "cursor", next: "next_cursor" },
  ])("a token from the body into the query: $token ($service)", async ({ token, next }) => {
    const { server, client } = await served((request, response) => {
      const from = Number(query(request).get(token) ?? 0);
      json(response, 200, { data: numbers.slice(from, from + 3), ...(from + 3 < numbers.length && { [next]: String(from + 3) }) });
    });
    const operation: Operation = {
      id: "listThings",
      path: "/things",
      in: { query: [token, "filter"] },
      pages: { style: "cursor", items: "/data", cursor: token, next: `/${next}` },
    };
    expect(await pages<number, unknown>(client, operation, { filter: "a b" }).all()).toEqual(numbers);
    expect(server.requests.map(({ path }) => path)).toEqual(["/things?filter=a%20b", `/things?${token}=3&filter=a%20b`, `/things?${token}=6&filter=a%20b`]);
  });

  it("a token from a header (ADLS: x-ms-continuation), over an empty page", async () => {
    const { client } = await served((request, response) => {
      const at = query(request).get("continuation");
      const step = { "": { paths: [1, 2], next: "A==" }, "A==": { paths: [], next: "B/+" }, "B/+": { paths: [3], next: null } }[at ?? ""];
      json(response, 200, { paths: step?.paths }, step?.next ? { "x-ms-continuation": step.next } : {});
    });
    const operation: Operation = {
      id: "listPaths",
      path: "/fs",
      in: { query: ["continuation", "recursive"] },
      pages: { style: "cursor", items: "/paths", cursor: "continuation", next: "header:x-ms-continuation" },
    };
    expect(await pages<number, unknown>(client, operation, { recursive: true }).all()).toEqual([1, 2, 3]);
  });

  it("a token from a header into a header", async () => {
    const { server, client } = await served((request, response) => {
      const from = Number(request.headers["x-ms-continuation"] ?? 0);
      json(response, 200, numbers.slice(from, from + 4), from + 4 < numbers.length ? { "x-ms-continuation": String(from + 4) } : {});
    });
    const operation: Operation = {
      id: "listDocs",
      path: "/docs",
      in: { header: [{ name: "x-ms-continuation", as: "continuation" }] },
      pages: { style: "cursor", items: "", cursor: "continuation", next: "header:x-ms-continuation" },
    };
    expect(await pages<number, unknown>(client, operation).all()).toEqual(numbers);
    expect(server.requests.map(({ headers }) => headers["x-ms-continuation"])).toEqual([undefined, "4"]);
  });

  it("a URL in the body (Fabric: continuationUri), headers of the operation kept", async () => {
    const { server, client } = await served((request, response) => {
      const from = Number(query(request).get("continuationToken") ?? 0);
      json(response, 200, {
        value: numbers.slice(from, from + 3),
        continuationUri: from + 3 < numbers.length ? `${server.url}/v1/items?continuationToken=${from + 3}` : null,
      });
    });
    const operation: Operation = {
      id: "listItems",
      path: "/v1/items",
      in: { query: ["type"], header: ["x-scope"] },
      pages: { style: "url", items: "/value", next: "/continuationUri" },
    };
    expect(await pages<number, unknown>(client, operation, { type: "Lakehouse", "x-scope": "t1" }).all()).toEqual(numbers);
    expect(server.requests.map(({ path, headers }) => [path, headers["x-scope"]])).toEqual([
      ["/v1/items?type=Lakehouse", "t1"],
      ["/v1/items?continuationToken=3", "t1"],
      ["/v1/items?continuationToken=6", "t1"],
    ]);
  });

  it("an id from the body into the body (Qdrant scroll: next_page_offset), beyond 2^53", async () => {
    const ids = ["1", "9007199254740993", "18446744073709551615"];
    const { server, client } = await served((request, response) => {
      const offset = /"offset":(\d+)/.exec(request.text)?.[1] ?? ids[0];
      const at = ids.indexOf(offset ?? "");
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"status":"ok","result":{"points":[{"id":${ids[at]}}],"next_page_offset":${ids[at + 1] ?? null}}}`);
    });
    const id = { type: "integer", as: "bigint" } as const;
    const operation: Operation = {
      id: "scrollPoints",
      method: "POST",
      path: "/collections/{name}/points/scroll",
      in: { body: "json" },
      unwrap: "/result",
      convert: {
        in: { type: "object", fields: { offset: id } },
        out: {
          "200": {
            type: "object",
            fields: { result: { type: "object", fields: { points: { type: "array", items: { type: "object", fields: { id } } }, next_page_offset: id } } },
          },
        },
      },
      pages: { style: "cursor", items: "/result/points", cursor: "offset", next: "/result/next_page_offset" },
    };
    const points = await pages<{ id: bigint }, { points: unknown[] }>(client, operation, { name: "c", limit: 1 }).all();
    expect(points.map((point) => point.id)).toEqual(ids.map(BigInt));
    expect(server.requests.map(({ text }) => text)).toEqual([
      '{"limit":1}',
      '{"limit":1,"offset":9007199254740993}',
      '{"limit":1,"offset":18446744073709551615}',
    ]);
  });

  it("the id of the last item, with a has_more flag", async () => {
    const { server, client } = await served((request, response) => {
      const after = Number(query(request).get("starting_after") ?? 0);
      json(response, 200, { data: numbers.slice(after, after + 3).map((id) => ({ id })), has_more: after + 3 < numbers.length });
    });
    const operation: Operation = {
      id: "listCharges",
      path: "/charges",
      in: { query: ["starting_after"] },
      pages: { style: "cursor", items: "/data", cursor: "starting_after", next: "/data/-1/id", more: "/has_more" },
    };
    expect(await pages<{ id: number }, unknown>(client, operation).all()).toHaveLength(7);
    expect(server.requests).toHaveLength(3);
  });

  it("Link headers, one line per relation, relative to the page (Ably)", async () => {
    const { server, client } = await served((request, response) => {
      const page = Number(query(request).get("page") ?? 1);
      response.writeHead(200, {
        "content-type": "application/json",
        link: ['<./messages?page=1>; rel="first"', ...(page < 3 ? [`<./messages?page=${page + 1}>; rel="next"`] : [])],
      });
      response.end(JSON.stringify(page === 2 ? [] : [page]));
    });
    const operation: Operation = { id: "listMessages", path: "/channels/{channel}/messages", pages: { style: "link", items: "" } };
    expect(await pages<number, unknown>(client, operation, { channel: "orders:eu" }).all()).toEqual([1, 3]);
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/channels/orders%3Aeu/messages",
      "/channels/orders%3Aeu/messages?page=2",
      "/channels/orders%3Aeu/messages?page=3",
    ]);
  });

  it("a token in XML (S3: NextContinuationToken, IsTruncated)", async () => {
    const { server, client } = await served((request, response) => {
      const token = query(request).get("continuation-token");
      response.writeHead(200, { "content-type": "application/xml" });
      response.end(
        token === null
          ? "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>1/==</NextContinuationToken><Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>b</Key><Size>2</Size></Contents></ListBucketResult>"
          : "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>c</Key><Size>3</Size></Contents></ListBucketResult>",
      );
    });
    const operation: Operation = {
      id: "listObjectsV2",
      path: "/bucket",
      in: { query: [{ name: "list-type", fixed: "2" }, "continuation-token"] },
      out: "xml",
      use: [xml],
      convert: {
        out: {
          "200": {
            type: "object",
            fields: {
              IsTruncated: { type: "boolean" },
              Contents: { type: "array", items: { type: "object", fields: { Key: { type: "string" }, Size: { type: "integer" } } } },
            },
          },
        },
      },
      pages: { style: "cursor", items: "/Contents", cursor: "continuation-token", next: "/NextContinuationToken", more: "/IsTruncated" },
    };
    expect(await pages<unknown, unknown>(client, operation).all()).toEqual([
      { Key: "a", Size: 1 },
      { Key: "b", Size: 2 },
      { Key: "c", Size: 3 },
    ]);
    expect(server.requests[1]?.path).toBe("/bucket?list-type=2&continuation-token=1%2F%3D%3D");
  });

  it("a walk through time (Loki: from the last line's time on)", async () => {
    const lines = [10, 20, 20, 30, 40, 50];
    const { client } = await served((request, response) => {
      const start = Number(query(request).get("start"));
      json(response, 200, { values: lines.filter((time) => time >= start).slice(0, 3) });
    });
    const operation: Operation = { id: "queryRange", path: "/query_range", in: { query: ["start"] } };
    const found: number[] = [];
    const next = ({ values }: { values: number[] }): { start: number } | null => (values.length === 0 ? null : { start: (values.at(-1) ?? 0) + 1 });
    for await (const { values } of walk({ start: 0 }, (input) => call<{ values: number[] }>(client, operation, input), next)) found.push(...values);
    expect(found).toEqual(lines);
  });
});
