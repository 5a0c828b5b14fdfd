import type { ServerResponse } from "node:http";
import { type Handler, json, type Received } from "../../support/server.js";

/** What every list holds, in order. */
export const ids = [1, 2, 3, 4, 5, 6, 7];
const things = (from: number, size = 3): { id: number }[] => ids.slice(from, from + size).map((id) => ({ id }));
/** Ids of points: beyond what a JavaScript number holds, and a UUID. */
export const pointIds = ["1", "9007199254740993", "18446744073709551614", "18446744073709551615", '"550e8400-e29b-41d4-a716-446655440000"'];
/** Two of them at the same moment, which the page's end parts. */
export const lines = ["10", "20", "30", "30", "40", "50"].map((time, index) => [`1700000000000000${time}`, `line ${index}`] as const);

interface Asked {
  readonly request: Received;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}
type Answer = (asked: Asked) => void;

/** Where the next page begins, or undefined after the last. */
const after = (from: number, size = 3): string | undefined => (from + size < ids.length ? String(from + size) : undefined);
const header = (next: string | undefined): Record<string, string> => (next === undefined ? {} : { "x-ms-continuation": next });

const answers: Readonly<Record<string, Answer>> = {
  "POST /spark/services/search": ({ request, response }) => {
    const { page = 1, page_size } = JSON.parse(request.text).request_data;
    json(response, 200, { response_data: { services: things((page - 1) * page_size, page_size), count: ids.length } });
  },
  "GET /stateset/orders": ({ response, query }) => {
    const size = Number(query.get("per_page"));
    json(response, 200, { orders: things((Number(query.get("page") ?? 1) - 1) * size, size), total_pages: Math.ceil(ids.length / size) });
  },
  "GET /grafana/search": ({ response, query }) => {
    const size = Number(query.get("limit"));
    json(response, 200, things((Number(query.get("page") ?? 1) - 1) * size, size));
  },
  "GET /airflow/dags": ({ response, query }) =>
    json(response, 200, { dags: things(Number(query.get("offset") ?? 0), Number(query.get("limit"))), total_entries: ids.length }),
  "GET /stateset/returns": ({ response, query }) => {
    const from = Number(query.get("cursor") ?? 0);
    json(response, 200, { data: things(from), next_cursor: after(from) ?? null, has_more: after(from) !== undefined });
  },
  "GET /unity/catalogs": ({ response, query }) => {
    const token = query.get("page_token") ?? "0";
    // A page may be empty and yet not the last: the token alone decides.
    if (token === "3") return json(response, 200, { catalogs: [], next_page_token: "3 again" });
    const from = Number.parseInt(token, 10);
    json(response, 200, { catalogs: things(from), next_page_token: after(from) });
  },
  "GET /adls/files": ({ response, query }) => {
    const from = Number(query.get("continuation") ?? 0);
    json(response, 200, { paths: things(from) }, header(after(from)));
  },
  "GET /cosmos/docs": ({ request, response }) => {
    const from = Number(request.headers["x-ms-continuation"] ?? 0);
    json(response, 200, things(from), header(after(from)));
  },
  "GET /fabric/v1/workspaces/w1/items": ({ request, response, query }) => {
    const from = Number(query.get("continuationToken") ?? 0);
    const next = after(from);
    const here = `http://${request.headers.host}/fabric/v1/workspaces/w1/items`;
    json(response, 200, { value: things(from), ...(next && { continuationToken: next, continuationUri: `${here}?continuationToken=${next}` }) });
  },
  "POST /qdrant/collections/c/points/scroll": ({ request, response }) => {
    const offset = /"offset":("[^"]+"|\d+)/.exec(request.text)?.[1] ?? pointIds[0] ?? "";
    const at = pointIds.indexOf(offset);
    const points = pointIds.slice(at, at + 2).map((id) => `{"id":${id}}`);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`{"result":{"points":[${points}],"next_page_offset":${pointIds[at + 2] ?? null}}}`);
  },
  "GET /loki/query_range": ({ response, query }) => {
    const start = BigInt(query.get("start") ?? 0);
    const found = lines.filter(([time]) => BigInt(time) >= start).slice(0, Number(query.get("limit")));
    json(response, 200, { data: { result: found.length > 0 ? [{ values: found }] : [] } });
  },
  "GET /s3/bucket": ({ response, query }) => {
    const from = Number(query.get("continuation-token")?.replace(/=+\/$/, "") ?? 0);
    const next = after(from);
    const contents = things(from).map(({ id }) => `<Contents><id>${id}</id></Contents>`);
    const more = next === undefined ? "" : `<NextContinuationToken>${next}==/</NextContinuationToken>`;
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(`<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${more}${contents.join("")}</ListBucketResult>`);
  },
  "GET /prometheus/rules": ({ response, query }) => {
    const from = Number(query.get("group_next_token") ?? 0);
    json(response, 200, { data: { groups: things(from), ...(after(from) && { groupNextToken: after(from) }) } });
  },
  "GET /stripe/charges": ({ response, query }) => {
    const from = ids.indexOf(Number(query.get("starting_after"))) + 1;
    json(response, 200, { data: things(from), has_more: after(from) !== undefined });
  },
  "GET /ably/messages": ({ response, query }) => {
    const page = Number(query.get("page") ?? 1);
    const next = after((page - 1) * 3);
    json(response, 200, things((page - 1) * 3), next ? { link: `<./messages?page=${page + 1}>; rel="next"` } : {});
  },
};

/** Every form of list, each with a way of its own to go on. */
export const lists: Handler = (request, response) => {
  const { pathname, searchParams } = new URL(request.path, "http://x");
  const answer = answers[`${request.method} ${pathname}`];
  if (answer === undefined) return json(response, 404, { message: `${request.method} ${pathname}` });
  answer({ request, response, query: searchParams });
};
