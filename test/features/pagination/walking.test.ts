import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { ClientOptions } from "../../../runtime/client/options.js";
import type { CallOptions } from "../../../runtime/core/call.js";
import type { Client } from "../../../runtime/core/client.js";
import type { Operation } from "../../../runtime/core/operation.js";
import { operationOf } from "../../../runtime/core/operation-of.js";
import type { Pages } from "../../../runtime/core/reply.js";
import { pages } from "../../../runtime/pagination/pages.js";
import { resumePages } from "../../../runtime/pagination/resume-pages.js";
import { settle } from "../../support/clock.js";
import { inOtherProcess } from "../../support/other-process.js";
import { closeServers, type Handler, json, type Received, startServer } from "../../support/server.js";

afterEach(closeServers);

const operation: Operation = {
  id: "listThings",
  path: "/things",
  in: { query: ["after", "filter"] },
  errors: [404],
  pages: { style: "cursor", items: "/data", cursor: "after", next: "/next" },
};
const byUrl: Operation = { id: "listThings", path: "/things", in: { query: ["filter"] }, pages: { style: "url", items: "/data", next: "/next" } };

interface ThingPage {
  readonly data: number[];
  readonly next?: string;
}
function listThings(client: Client, input: { filter?: string } = {}, options?: CallOptions): Pages<number, ThingPage, { 404: { reason: string } }> {
  return pages(client, operation, input, options);
}

const tokenOf = ({ path }: Received): string | null => new URL(path, "http://x").searchParams.get("after");
const clientOf = (url: string, options: ClientOptions = {}): Client =>
  createClient(
    { name: "test", version: "1", environments: { default: url }, auth: { key: { type: "apiKey", in: "header", name: "x-key" } }, security: ["key"] },
    { auth: { key: "s3cret" }, ...options },
  );

/** Endless: page n holds two numbers and the token n + 1. */
const endless: Handler = (request, response) => {
  const page = Number(tokenOf(request) ?? 0);
  json(response, 200, { data: [page * 2, page * 2 + 1], next: String(page + 1) });
};

describe("walking a list", () => {
  it("a walk whose signal was aborted before it began fetches no further page", async () => {
    const server = await startServer((_, response) => json(response, 200, { data: [1], next: "more" }));
    const walk = listThings(clientOf(server.url), {}).all({ signal: AbortSignal.abort() });
    await expect(walk).rejects.toMatchObject({ kind: "abort" });
    expect(server.requests).toHaveLength(1);
  });

  it("awaited, it is its first page, and nothing more is fetched", async () => {
    const server = await startServer(endless);
    expect(await listThings(clientOf(server.url))).toEqual({ data: [0, 1], next: "1" });
    await settle(10);
    expect(server.requests).toHaveLength(1);
  });

  it("fetches one page ahead of its consumer, and no more", async () => {
    const server = await startServer(endless);
    const want = [2, 2, 3, 3, 4, 4];
    const seen: number[] = [];
    for await (const item of listThings(clientOf(server.url))) {
      await until(() => server.requests.length >= (want[item] ?? 0));
      await settle(10);
      seen.push(server.requests.length);
      if (item === 5) break;
    }
    expect(seen).toEqual(want);
  });

  it.each([
    { prefetch: 0, want: 1 },
    { prefetch: 1, want: 2 },
    { prefetch: 3, want: 4 },
  ])("prefetch $prefetch: $want requests while the first item is looked at", async ({ prefetch, want }) => {
    const server = await startServer(endless);
    for await (const _ of listThings(clientOf(server.url)).items({ prefetch })) {
      await until(() => server.requests.length >= want);
      await settle(10);
      break;
    }
    expect(server.requests).toHaveLength(want);
  });

  it("a limit ends the walk, and no page beyond it is fetched", async () => {
    const server = await startServer(endless);
    const list = listThings(clientOf(server.url));
    expect(await list.all({ limit: 4 })).toEqual([0, 1, 2, 3]);
    expect(await list.all({ limit: 0 })).toEqual([]);
    await settle(10);
    expect(server.requests).toHaveLength(2);
  });

  it("can be walked again; the first page is not fetched twice", async () => {
    const server = await startServer(endless);
    const list = listThings(clientOf(server.url));
    expect([await list.all({ limit: 3 }), await list.all({ limit: 3 })]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(server.requests.map(tokenOf)).toEqual([null, "1", "1"]);
  });

  it("leaving the loop aborts the page under way", async () => {
    let aborted = false;
    const server = await startServer((request, response, raw) => {
      if (tokenOf(request) === null) return endless(request, response, raw);
      return new Promise<void>((resolve) =>
        response.on("close", () => {
          aborted = !response.writableEnded;
          resolve();
        }),
      );
    });
    for await (const item of listThings(clientOf(server.url))) {
      expect(item).toBe(0);
      await until(() => server.requests.length === 2);
      break;
    }
    await until(() => aborted);
    expect(aborted).toBe(true);
  });

  it.each([{ given: "to the call" }, { given: "to the walk" }])("a signal given $given ends it in the middle with an AbortError", async ({ given }) => {
    const server = await startServer(endless);
    const { signal, abort } = aborter();
    const list = given === "to the call" ? listThings(clientOf(server.url), {}, { signal }).items() : listThings(clientOf(server.url)).items({ signal });
    const seen: number[] = [];
    const walked = (async () => {
      for await (const item of list) {
        seen.push(item);
        if (item === 3) abort("enough");
      }
    })();
    await expect(walked).rejects.toMatchObject({ kind: "abort", cause: "enough" });
    expect(seen.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(seen.length).toBeLessThanOrEqual(6);
  });

  it("survives a 429 in the middle", async () => {
    let refused = false;
    const server = await startServer((request, response, raw) => {
      if (tokenOf(request) === "1" && !refused) {
        refused = true;
        return json(response, 429, { message: "slow down" }, { "retry-after-ms": "5" });
      }
      return endless(request, response, raw);
    });
    expect(await listThings(clientOf(server.url)).all({ limit: 6 })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(server.requests.map(tokenOf)).toEqual([null, "1", "1", "2"]);
  });

  it("a POST's next pages by URL are GETs: no body, and repeated as GETs are", async () => {
    const search: Operation = { id: "search", method: "POST", path: "/search", in: { body: "json" }, pages: { style: "url", items: "/data", next: "/next" } };
    const server = await startServer((request, response) => {
      if (request.method === "POST") return json(response, 200, { data: [1], next: "/search/next" });
      if (server.requests.length === 2) return json(response, 500, {});
      json(response, 200, { data: [2] });
    });
    expect(await pages<number, unknown>(clientOf(server.url), search, { q: "x" }).all()).toEqual([1, 2]);
    expect(server.requests.map(({ method, path, text, headers }) => [method, path, text, headers["content-type"]])).toEqual([
      ["POST", "/search", '{"q":"x"}', "application/json"],
      ["GET", "/search/next", "", undefined],
      ["GET", "/search/next", "", undefined],
    ]);
  });

  it("throws a page's typed error when its turn comes, after the items before it", async () => {
    const server = await startServer((request, response, raw) =>
      tokenOf(request) === "2" ? json(response, 404, { reason: "cursor expired" }) : endless(request, response, raw),
    );
    const seen: number[] = [];
    const walked = (async () => {
      for await (const item of listThings(clientOf(server.url))) seen.push(item);
    })();
    await expect(walked).rejects.toMatchObject({ kind: "api", status: 404, operation: "listThings", body: { reason: "cursor expired" } });
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it("the first page's failure is thrown by every view, and settle narrows it", async () => {
    const server = await startServer((_, response) => json(response, 404, { reason: "gone" }));
    const list = listThings(clientOf(server.url));
    await expect(list.all()).rejects.toMatchObject({ status: 404 });
    const outcome = await list.settle();
    expect(outcome).toMatchObject({ ok: false, status: 404, error: { reason: "gone" } });
    await expect(list).rejects.toMatchObject({ status: 404 });
  });

  it("withResponse gives page and response", async () => {
    const server = await startServer(endless);
    const { data, response } = await listThings(clientOf(server.url)).withResponse();
    expect([data.next, response.status, response.headers.get("content-type")]).toEqual(["1", 200, "application/json"]);
  });

  it("is known to tools by its constant", () => {
    expect(operationOf(listThings)).toBe(operation);
  });

  it("refuses an operation that is not declared as paged", async () => {
    expect(() => pages(clientOf("http://x"), { id: "getThing", path: "/" })).toThrow("getThing is not declared as paged");
  });
});

describe("a server that leads in circles", () => {
  const cases: { name: string; operation: Operation; handler: Handler; items: number[]; token: unknown }[] = [
    { name: "the same token for ever", operation, handler: (_, response) => json(response, 200, { data: [1], next: "again" }), items: [1, 1], token: "again" },
    {
      name: "a circle of tokens",
      operation,
      handler: (request, response) => json(response, 200, { data: [1], next: { a: "b", b: "c", c: "a" }[tokenOf(request) ?? "c"] }),
      items: [1, 1, 1, 1],
      token: "a",
    },
    {
      name: "the same URL",
      operation: byUrl,
      handler: (_, response) => json(response, 200, { data: [1], next: "/things?p=2" }),
      items: [1, 1],
      token: expect.stringContaining("/things?p=2"),
    },
    {
      name: "page numbers that nobody looks at",
      operation: { id: "listThings", path: "/things", in: { query: ["page"] }, pages: { style: "page", items: "/data", page: "page" } },
      handler: (_, response) =>
        json(response, 200, {
          data: [
            { id: 1, tags: ["a"] },
            { id: 2, tags: [] },
          ],
        }),
      items: [1, 2],
      token: 3,
    },
  ];
  it.each(cases)("$name", async ({ operation: paged, handler, items, token }) => {
    const server = await startServer(handler);
    const seen: unknown[] = [];
    const walked = (async () => {
      for await (const item of pages<number | { id: number }, unknown>(clientOf(server.url), paged)) seen.push(typeof item === "number" ? item : item.id);
    })();
    await expect(walked).rejects.toMatchObject({
      kind: "paging",
      name: "PagingError",
      operation: "listThings",
      token,
      message: expect.stringContaining("came twice"),
    });
    expect(seen).toEqual(items);
  });
});

describe("going on in another process", () => {
  const finite: Handler = (request, response) => {
    const page = Number(tokenOf(request) ?? 0);
    json(response, 200, { data: [page * 2, page * 2 + 1], ...(page < 3 && { next: String(page + 1) }) });
  };
  const firstResume = async <Page, E>(list: Pages<number, Page, E>): Promise<string> => {
    for await (const page of list.pages()) if (page.resume !== null) return page.resume;
    throw new Error("one page only");
  };

  it("a fresh Node process with nothing but the text reads the rest", async () => {
    const server = await startServer(finite);
    const resume = await firstResume(listThings(clientOf(server.url), { filter: "x & y" }));
    const rest = await inOtherProcess(
      `import { createClient } from "./runtime/client/create-client.js";
       import { resumePages } from "./runtime/pagination/resume-pages.js";
       const client = createClient({ name: "test", version: "1", environments: { default: input.url } });
       output(await resumePages(client, input.operation, input.resume).all());`,
      { url: server.url, operation, resume },
    );
    expect(rest).toEqual([2, 3, 4, 5, 6, 7]);
    expect(server.requests.slice(-3).map(({ path }) => path)).toEqual([
      "/things?after=1&filter=x%20%26%20y",
      "/things?after=2&filter=x%20%26%20y",
      "/things?after=3&filter=x%20%26%20y",
    ]);
  });

  it("a URL is a place to go on from, too", async () => {
    const server = await startServer((request, response) => {
      const page = Number(new URL(request.path, "http://x").searchParams.get("p") ?? 0);
      json(response, 200, { data: [page], ...(page < 3 && { next: `things?p=${page + 1}` }) });
    });
    const resume = await firstResume(pages(clientOf(server.url), byUrl, { filter: "x" }));
    expect(await resumePages<number, unknown>(clientOf(server.url), byUrl, resume).all()).toEqual([1, 2, 3]);
    expect(server.requests.at(-1)?.path).toBe("/things?p=3");
  });

  it("each page has its own text, the last has none; counts go on", async () => {
    const counted: Operation = {
      id: "listThings",
      path: "/things",
      in: { query: ["page"] },
      pages: { style: "page", items: "/data", page: "page", total: "/total" },
    };
    const server = await startServer((request, response) => {
      const page = Number(new URL(request.path, "http://x").searchParams.get("page") ?? 1);
      json(response, 200, { data: page === 3 ? [5] : [page * 2 - 1, page * 2], total: 5 });
    });
    const texts: (string | null)[] = [];
    for await (const { data, items, resume } of pages<number, ThingPage>(clientOf(server.url), counted).pages()) {
      expect(items).toEqual(data.data);
      texts.push(resume);
    }
    expect(texts.map((text) => text === null)).toEqual([false, false, true]);
    expect(await resumePages<number, ThingPage>(clientOf(server.url), counted, texts[1] ?? "").all()).toEqual([5]);
  });

  it("is typed by the generated function and knows its operation", async () => {
    const server = await startServer(finite);
    const resume = await firstResume(listThings(clientOf(server.url)));
    const page: ThingPage = await resumePages(clientOf(server.url), listThings, resume);
    expect(page.data).toEqual([2, 3]);
    const other: Operation = { ...operation, id: "listOthers" };
    expect(() => resumePages(clientOf(server.url), other, resume)).toThrow("This text does not resume listOthers");
    expect(() => resumePages(clientOf(server.url), operation, resume.slice(5))).toThrow("damaged");
  });
});

describe("credentials", () => {
  it("go to next pages on the same host, and to no other", async () => {
    const server = await startServer((request, response) => {
      const page = Number(new URL(request.path, "http://x").searchParams.get("p") ?? 0);
      const next = [`${server.url}/things?p=1`, `${server.otherUrl}/things?p=2`][page];
      json(response, 200, { data: [page], ...(next && { next }) });
    });
    const client = clientOf(server.url, { headers: { "x-tenant": "acme" } });
    expect(await pages<number, unknown>(client, byUrl, {}, { headers: { "x-secret": "mine" } }).all()).toEqual([0, 1, 2]);
    expect(server.requests.map(({ headers }) => [headers["x-key"], headers["x-secret"], headers["x-tenant"], headers["accept"] !== undefined])).toEqual([
      ["s3cret", "mine", "acme", true],
      ["s3cret", "mine", "acme", true],
      [undefined, undefined, undefined, true],
    ]);
  });
});

function aborter(): { signal: AbortSignal; abort: (reason: unknown) => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
