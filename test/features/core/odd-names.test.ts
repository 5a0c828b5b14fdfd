import { afterEach, describe, expect, it } from "@jest/globals";
import {
  type ApiDefinition,
  ApiError,
  apiKey,
  bodies,
  call,
  createClient,
  envelopes,
  inspect,
  multipart,
  type Operation,
  optionsFromEnv,
  optionsFromFile,
} from "../../../runtime/index.js";
import { undiciSend } from "../../../runtime/node/index.js";
import { callOf } from "../../support/call.js";
import { closeServers, json, startServer } from "../../support/server.js";

afterEach(closeServers);

/** What every object has by its prototype: a look-up that forgets this finds functions where nothing is. */
const odd = ["constructor", "toString", "hasOwnProperty", "valueOf", "__proto__"];
/** An object that really has such a field, `__proto__` too. */
const having = <T>(name: string, value: T): Record<string, T> => Object.fromEntries([[name, value]]);
const none: ApiDefinition = { name: "acme", version: "1", environments: {} };
const echo = () => startServer((request, response) => json(response, 200, { path: request.path, text: request.text }));

describe.each(odd)("names that every object has: %s", (name) => {
  const get: Operation = { id: "get", path: "/x" };

  it("as an environment", () => {
    expect(() => createClient({ ...none, environments: { main: "https://a.test" } }, { environment: name })).toThrow(`no environment "${name}"`);
    expect(createClient({ ...none, environments: having(name, "https://a.test") }, {}).baseUrl).toBe("https://a.test");
  });

  it("as a variable", () => {
    const api: ApiDefinition = { ...none, environments: { main: `https://a.test/{${name}}` } };
    expect(() => createClient(api)).toThrow(`variables.${name} is missing`);
    expect(createClient(api, { variables: having(name, "v") }).baseUrl).toBe("https://a.test/v");
    const declared: ApiDefinition = { ...api, variables: having(name, { default: "usual", values: ["usual", "other"] }) };
    expect(createClient(declared).baseUrl).toBe("https://a.test/usual");
    expect(createClient(declared, { variables: having(name, "other") }).baseUrl).toBe("https://a.test/other");
    expect(() => createClient(declared, { variables: having(name, "third") })).toThrow(`variables.${name} must be one of usual, other`);
  });

  it("as a variable of a path", async () => {
    const { url } = await echo();
    const operation: Operation = { id: "get", path: `/{${name}}` };
    await expect(call(createClient(none, { baseUrl: url }), operation, {})).rejects.toThrow(`get needs the path input "${name}"`);
    expect(await call(createClient(none, { baseUrl: url }), operation, having(name, "v"))).toMatchObject({ path: "/v" });
  });

  it("as a scheme", async () => {
    const server = await startServer((request, response) => json(response, 200, request.headers["x-key"] ?? null));
    const api: ApiDefinition = { ...none, auth: having(name, { type: "apiKey", in: "header", name: "X-Key" }), security: [name] };
    await expect(call(createClient(api, { baseUrl: server.url }), get)).rejects.toMatchObject({ kind: "auth" });
    expect(await call(createClient(api, { baseUrl: server.url, auth: having(name, "secret") }), get)).toBe("secret");
    expect(() => createClient({ ...api, auth: { key: { type: "bearer" } } }, { baseUrl: server.url, auth: having(name, "s") })).toThrow("has no credential");
  });

  it("as a variable of the process, and of an address", () => {
    expect(optionsFromEnv({ ...none, env: having(name, "baseUrl") }, {})).toEqual({});
    expect(optionsFromEnv({ ...none, env: having(name, "baseUrl") }, having(name, "https://a.test"))).toEqual({ baseUrl: "https://a.test" });
    const address: ApiDefinition = { ...none, env: { ACME_URL: `https://a.test/{${name}}` } };
    expect(optionsFromEnv(address, { ACME_URL: "https://a.test/v" })).toEqual({});
  });

  it("as a section and a variable of a config file", () => {
    const api = { ...none, name };
    expect(optionsFromFile({}, api)).toEqual({});
    expect(optionsFromFile(having(name, { timeout: 5 }), api)).toEqual({ timeout: 5 });
    expect(() => optionsFromFile(having(name, { baseUrl: `\${${name}}` }), api)).toThrow(`needs the variable ${name}`);
  });

  it("as fields of a form, a multipart body and a lifted one", async () => {
    const { url } = await echo();
    const client = createClient(none, { baseUrl: url });
    const form: Operation = { id: "form", method: "POST", path: "/", in: { body: { kind: "form", parts: {}, rename: {}, lift: {} } }, use: [bodies] };
    expect(await call(client, form, having(name, "v"))).toMatchObject({ text: `${name}=v` });
    const parts: Operation = { id: "parts", method: "POST", path: "/", in: { body: { kind: "multipart", parts: {} } }, use: [bodies, multipart] };
    expect(await call(client, parts, having(name, "v"))).toMatchObject({ text: expect.stringContaining(`name="${name}"\r\n\r\nv`) });
    const lifted: Operation = { id: "lifted", method: "POST", path: "/", in: { body: { kind: "json", lift: { a: "/b" } } }, use: [bodies] };
    const { text } = (await call(client, lifted, { ...having(name, 1), a: 2 })) as { text: string };
    expect(Object.entries(JSON.parse(text))).toEqual([
      [name, 1],
      ["b", 2],
    ]);
  });

  it("as the code of a failure inside a success status", async () => {
    const { url } = await startServer((_, response) => json(response, 200, { status: "Error", code: name }));
    const api: ApiDefinition = { ...none, envelopes: { v1: { when: "/status", is: ["Error"], code: "/code", status: { GONE: 410 }, fallback: 422 } } };
    const operation: Operation = { ...get, envelope: "v1", use: [envelopes] };
    await expect(call(createClient(api, { baseUrl: url }), operation)).rejects.toMatchObject({ status: 422, code: name });
    expect(await call(createClient(api, { baseUrl: url }), { ...operation, envelope: name })).toEqual({ status: "Error", code: name });
  });

  it("as the header of a reply, over undici", async () => {
    const { url } = await echo();
    const send = undiciSend();
    const response = await call(createClient(none, { baseUrl: url, send }), get).asResponse();
    expect(response.headers.get(name)).toBeNull();
    const exchange = await send(callOf({ url }));
    expect(exchange.headers.get(name)).toBeNull();
    await exchange.cancel();
    await send.close();
  });

  it("as the id of an operation that is inspected", async () => {
    const { url } = await echo();
    const client = createClient(none, { baseUrl: url, codecs: [inspect({}, { validate: "both" })] });
    await expect(call(client, { ...get, id: name })).resolves.toBeDefined();
  });
});

it.each(odd.filter((name) => name !== "__proto__"))("%s as a header: of the request id, of idempotency keys", async (name) => {
  const server = await startServer((_, response) => json(response, 503, {}));
  const api: ApiDefinition = { ...none, requestIdHeader: name, idempotencyHeader: name };
  const sent = call(createClient(api, { baseUrl: server.url, retries: { retries: 1, delay: 0 } }), { id: "post", method: "POST", path: "/" });
  await expect(sent).rejects.toBeInstanceOf(ApiError);
  expect(server.requests.map(({ headers }) => Object.hasOwn(headers, name.toLowerCase()))).toEqual([true, true]);
});

it("no header can be called __proto__: what would be lost is refused", async () => {
  const { url } = await echo();
  const client = createClient(none, { baseUrl: url });
  const operation: Operation = { id: "get", path: "/", in: { header: ["__proto__"] } };
  await expect(call(client, operation, having("__proto__", "v"))).rejects.toThrow("A header can't be called __proto__");
  await expect(call(client, { id: "get", path: "/" }, {}, { headers: having("__proto__", "v") })).rejects.toMatchObject({ kind: "input" });
  const keyed = createClient(none, { baseUrl: url, auth: apiKey("s", { in: "header", name: "__proto__" }) });
  await expect(call(keyed, { id: "get", path: "/" })).rejects.toMatchObject({ kind: "input" });
});

it("a credential with a line break is told at once, and never quoted", async () => {
  const server = await echo();
  const sent = call(createClient(none, { baseUrl: server.url, auth: apiKey("s3cret\n") }), { id: "get", path: "/" });
  const error = await sent.catch((caught: Error) => caught);
  expect(error).toMatchObject({ kind: "input", message: 'Header "x-api-key" has a line break' });
  expect(`${(error as Error).stack}`).not.toContain("s3cret");
  expect(server.requests).toEqual([]);
});
