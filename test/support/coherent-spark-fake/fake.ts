import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type AccessOptions, createAccess } from "./access.js";
import type { Batch, BatchSetting } from "./batch.js";
import { batchRoutes } from "./batches.js";
import { HOST_HEADER, readRequest, type SparkAnswer, type SparkRequest, sendAnswer } from "./exchange.js";
import { folderRoutes, transformRoutes } from "./folders.js";
import { impexRoutes, logRoutes } from "./jobs.js";
import { v1, v3, v4Failure } from "./replies.js";
import { findRoute, type Route, route } from "./routes.js";
import { serviceRoutes } from "./services.js";
import { createState, type State } from "./state.js";

export interface SparkFakeOptions extends Partial<AccessOptions> {
  readonly batch?: Partial<BatchSetting>;
}

/** An answer that is given instead of the true one. */
export interface Fault {
  /** Part of the path that it is for; all paths by default. */
  readonly path?: string;
  readonly method?: string;
  readonly answer: SparkAnswer;
  /** Requests that fit and go through before it strikes. */
  readonly after?: number;
  /** How often it strikes; once by default. */
  readonly times?: number;
}

/** Coherent Spark in this process, on a loopback port: state, access checks, batches, jobs, faults. */
export interface SparkFake {
  /** Sends every `https://*.coherent.global` (and the runner) to the fake: hand it to the client as `fetch`. */
  readonly fetch: typeof fetch;
  /** Its loopback port: `fetchAt(port)` is the same fetch in another process. */
  readonly port: number;
  /** The same over another fetch: for tests that replace the global one. */
  through(network: typeof fetch): typeof fetch;
  /** Requests so far, oldest first. */
  readonly requests: readonly SparkRequest[];
  readonly state: State;
  readonly batches: ReadonlyMap<string, Batch>;
  readonly credentials: AccessOptions;
  /** A fresh bearer token. */
  token(): string;
  /** Tokens issued so far. */
  tokensIssued(): number;
  expireTokens(): void;
  fail(fault: Fault): void;
  close(): Promise<void>;
}

const ACCESS: AccessOptions = {
  tenant: "acme",
  clientId: "demo",
  clientSecret: "s3cret",
  apiKey: "synthetic-key",
  tokenLifetime: 300,
  tokenUses: Number.POSITIVE_INFINITY,
};
const BATCH: BatchSetting = { inputBytes: 64_000, outputBytes: 64_000, chunksPerTurn: 2 };

/** Starts the fake on a free port. */
export async function startSparkFake({ batch, ...options }: SparkFakeOptions = {}): Promise<SparkFake> {
  const credentials = { ...ACCESS, ...options };
  const access = createAccess(credentials);
  const state = createState();
  const batches = new Map<string, Batch>();
  const requests: SparkRequest[] = [];
  const faults: { -readonly [K in keyof Required<Fault>]: Required<Fault>[K] }[] = [];
  const routes = [
    ...platformRoutes(access.token),
    ...runnerRoutes(),
    ...serviceRoutes(state),
    ...batchRoutes(state, batches, { ...BATCH, ...batch }),
    ...logRoutes(state),
    ...impexRoutes(state),
    ...folderRoutes(state),
    ...transformRoutes(state),
  ];
  const answer = async (request: SparkRequest): Promise<SparkAnswer> => {
    const struck = strike(faults, request);
    if (struck !== null) return struck;
    const found = findRoute(routes, request.method, request.path);
    if (found === null) return v4Failure(404, "NO_SUCH_PATH", `${request.method} ${request.path}`);
    const isRunner = request.host.startsWith("localhost");
    return (isRunner ? null : access.check(request, found.route.need)) ?? found.route.answer({ request, at: found.at });
  };
  const server = createServer(async (raw, response) => {
    try {
      const request = await readRequest(raw);
      requests.push(request);
      sendAnswer(response, await answer(request), request.headers["accept-encoding"]);
    } catch (error) {
      sendAnswer(response, { status: 500, body: { code: "FAKE_FAILED", type: "fake", message: String(error) } });
    }
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    requests,
    state,
    batches,
    credentials,
    port,
    fetch: fetchAt(port),
    through: (network) => (input, init) => redirected(port, network, [input, init]),
    token: access.issue,
    tokensIssued: access.issued,
    expireTokens: access.expireTokens,
    fail: ({ path = "", method = "", after = 0, times = 1, answer: given }) => void faults.push({ path, method, after, times, answer: given }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function strike(faults: { path: string; method: string; after: number; times: number; answer: SparkAnswer }[], request: SparkRequest): SparkAnswer | null {
  for (const fault of faults) {
    if (fault.times <= 0 || !request.path.includes(fault.path) || !request.method.startsWith(fault.method)) continue;
    if (fault.after > 0) {
      fault.after--;
      continue;
    }
    fault.times--;
    return fault.answer;
  }
  return null;
}

/** A fetch that sends everything to the fake at that port. */
export function fetchAt(port: number): typeof fetch {
  return (input, init) => redirected(port, fetch, [input, init]);
}

/** The same request at the fake's port, with the host it was meant for in a header. */
function redirected(port: number, network: typeof fetch, [input, init = {}]: Parameters<typeof fetch>): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const host = url.host;
  if (!host.endsWith(".coherent.global") && host !== "localhost:3000") return Promise.reject(new TypeError(`The fake does not know ${host}`));
  url.protocol = "http:";
  url.host = `127.0.0.1:${port}`;
  const headers = new Headers(init.headers);
  headers.set(HOST_HEADER, host);
  return network(url, { ...init, headers });
}

function platformRoutes(token: (request: SparkRequest, tenant: string) => SparkAnswer): readonly Route[] {
  return [
    route("POST /auth/realms/:tenant/protocol/openid-connect/token", "nobody", ({ request, at }) => token(request, at["tenant"] ?? "")),
    route("GET /health", "nobody", () => ({ body: { status: "UP" } })),
    route("GET /api/v1/config/GetSparkConfiguration", "user", () =>
      v1({ Batch_Chunk_Size: "200", EnableWebhooks: "True", Transforms_List: "JSONtransforms_v1.0.1" }),
    ),
  ];
}

function runnerRoutes(): readonly Route[] {
  return [
    route("GET /healthcheck", "nobody", () => ({ body: { msg: "ok" } })),
    route("GET /version", "nobody", () => ({ body: { version: "1.46.0" } })),
    route("GET /status", "nobody", () => ({ body: { models: ["pricing/quote"] } })),
    route("POST /api/v3/upload", "nobody", ({ request }) =>
      request.form?.get("file") instanceof File ? v3({ loaded: true }) : v4Failure(400, "NO_FILE", "file is missing"),
    ),
    route("POST /:tenant/api/v3/validation", "nobody", () =>
      v3({ outputs: { age: { validation_allow: "Whole number", min: 0, max: 120 } }, warnings: null, errors: null }),
    ),
    route("POST /:tenant/api/v3/metadata", "nobody", () => v3({ outputs: { "Metadata.Name": "quote" }, warnings: null, errors: null, service_chain: null })),
  ];
}
