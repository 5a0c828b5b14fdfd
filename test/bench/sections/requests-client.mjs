// One contender of section 5: a process of its own that makes requests and reports its CPU.
// argv: contender, port, concurrency, requests. Prints one JSON line.
const [contender, port, concurrency, requests] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5])];
const base = `http://127.0.0.1:${port}`;
const runtime = new URL("../../../runtime/dist/", import.meta.url);

const header = { authorization: "Bearer token" };
const operation = { id: "getThing", path: "/things/{id}" };
const definition = { name: "bench", version: "1", environments: { production: base }, auth: { token: { type: "bearer" } }, security: ["token"] };

const contenders = {
  /** Plain fetch with the same header and a deadline. */
  fetch: async () => async () => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 60_000);
    const response = await fetch(`${base}/things/1`, { headers: header, signal: controller.signal });
    const body = await response.json();
    clearTimeout(timer);
    return body;
  },
  "undici.request": async () => {
    const { Pool } = await import("undici");
    const pool = new Pool(base, { connections: Math.max(1, concurrency) });
    return async () => (await pool.request({ path: "/things/1", method: "GET", headers: header })).body.json();
  },
  "openapi-fetch": async () => {
    const { default: createClient } = await import("openapi-fetch");
    const client = createClient({ baseUrl: base, headers: header });
    return async () => (await client.GET("/things/{id}", { params: { path: { id: 1 } } })).data;
  },
  axios: async () => {
    const { default: axios } = await import("axios");
    const client = axios.create({ baseURL: base, headers: header, timeout: 60_000, adapter: "fetch" });
    return async () => (await client.get("/things/1")).data;
  },
  "axios (http)": async () => {
    const [{ default: axios }, { Agent }] = await Promise.all([import("axios"), import("node:http")]);
    const client = axios.create({ baseURL: base, headers: header, timeout: 60_000, httpAgent: new Agent({ keepAlive: true }) });
    return async () => (await client.get("/things/1")).data;
  },
  ky: async () => {
    const { default: ky } = await import("ky");
    const client = ky.create({ headers: header, timeout: 60_000 });
    return () => client.get(`${base}/things/1`).json();
  },
  "clientwright over fetch": async () => {
    const { bearer, call, createClient } = await import(new URL("index.js", runtime));
    const client = createClient(definition, { auth: bearer("token"), timeout: 60_000, hooks: { onRequest: () => undefined } });
    return () => call(client, operation, { id: 1 });
  },
  "clientwright over undici": async () => {
    const [{ bearer, call, createClient }, { undiciSend }] = await Promise.all([
      import(new URL("index.js", runtime)),
      import(new URL("node/index.js", runtime)),
    ]);
    const client = createClient(definition, {
      auth: bearer("token"),
      timeout: 60_000,
      hooks: { onRequest: () => undefined },
      send: undiciSend({ connections: Math.max(1, concurrency) }),
    });
    return () => call(client, operation, { id: 1 });
  },
};

const request = await contenders[contender]();
const body = await request();
if (body.id !== 1) throw new Error(`${contender} read ${JSON.stringify(body).slice(0, 100)}`);
const worker = async (count) => {
  for (let index = 0; index < count; index += 1) await request();
};
const round = (count) => Promise.all(Array.from({ length: concurrency }, () => worker(Math.ceil(count / concurrency))));
await round(requests / 4);
const before = process.cpuUsage();
const started = performance.now();
await round(requests);
const wall = (performance.now() - started) / 1000;
const used = process.cpuUsage(before);
console.log(JSON.stringify({ perSecond: requests / wall, cpu: (used.user + used.system) / requests }));
process.exit(0);
