import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import {
  type ApiDefinition,
  type Auth,
  apiKey,
  bearer,
  bodies,
  type CallOptions,
  type ClientOptions,
  call,
  createClient,
  type FileInput,
  multipart,
  type Operation,
  request,
} from "../../../runtime/index.js";
import { file, fileStream, type UndiciSend, undiciSend } from "../../../runtime/node/index.js";
import { clientOf, clientWith, testApi } from "../../support/client.js";
import { closeServers, json, startServer } from "../../support/server.js";

const getThing: Operation = { id: "getThing", path: "/thing" };
const putFile: Operation = { id: "putFile", method: "PUT", path: "/file", in: { body: { kind: "bytes", at: "file" } }, use: [bodies] };
const putForm: Operation = { id: "putForm", method: "PUT", path: "/form", in: { body: "multipart" }, use: [multipart] };

const sends: UndiciSend[] = [];
afterEach(async () => {
  Reflect.deleteProperty(globalThis, "location");
  await closeServers();
  await Promise.all(sends.splice(0).map((send) => send.close()));
});

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};
const failureOf = (run: PromiseLike<unknown>): PromiseLike<unknown> =>
  run.then(
    () => "no failure",
    (error: unknown) => error,
  );

describe("an input that lacks what the path needs", () => {
  it.each([undefined, null, {}, { id: undefined }, { id: null }, { id: "" }])("%j: told which operation and which input", async (input) => {
    const sent = call(clientOf("http://test.invalid"), { id: "getThing", path: "/things/{id}" }, input as object | undefined); // what untyped programs pass
    await expect(sent).rejects.toMatchObject({ kind: "input", message: 'getThing needs the path input "id"' });
  });
});

describe("an address that is none", () => {
  it.each([
    { given: "api.example.com/v1" },
    { given: "localhost:8080" },
    { given: "/v1" },
    { given: "v1" },
    { given: "" },
    { given: "ftp://example.com" },
    { given: "https://" },
    { given: "https://exa mple.com" },
    { given: "https://example.com/v1?key=1" },
    { given: "https://example.com/v1#part" },
  ])('as the client\'s baseUrl is an InputError at once: "$given"', ({ given }) => {
    expect(thrownBy(() => createClient(testApi, { baseUrl: given }))).toMatchObject({
      kind: "input",
      message: `baseUrl: "${given}" is no web address`,
      remedy: "Write it whole and without a query: https://<host>/<path>",
    });
  });

  it("of an environment is one as well", () => {
    expect(thrownBy(() => createClient({ ...testApi, environments: { default: "/v1" } }))).toMatchObject({
      kind: "input",
      message: expect.stringContaining('"/v1"'),
    });
  });

  it.each([{ baseUrl: "api.example.com" }, { baseUrl: "/v1" }, { baseUrl: "https://exa mple.com" }])(
    "given for one call fails it before anything is sent: %j",
    async (options) => {
      const { client, calls } = clientWith([{}], { retries: 2 });
      await expect(call(client, getThing, {}, options)).rejects.toMatchObject({ kind: "input", message: `getThing: "${options.baseUrl}" is no web address` });
      expect(calls).toEqual([]);
    },
  );

  it("of an operation's own server, or of a request, is one too", async () => {
    const { client, calls } = clientWith([{}], { retries: 2, variables: { runner: "runner.local" } });
    await expect(call(client, { ...getThing, server: "{runner}" })).rejects.toMatchObject({
      kind: "input",
      message: 'getThing: "runner.local" is no web address',
    });
    await expect(request(client, "GET", "https://exa mple.com/a?b=c")).rejects.toMatchObject({ kind: "input" });
    expect(calls).toEqual([]);
  });

  it("is relative to the page where there is one", async () => {
    Object.defineProperty(globalThis, "location", { value: new URL("https://app.example.com/shop/?a=1"), configurable: true });
    expect(createClient(testApi, { baseUrl: "/api/v1/" }).baseUrl).toBe("https://app.example.com/api/v1");
    for (const baseUrl of ["localhost:80", "api.example.com", "api"])
      expect(thrownBy(() => createClient(testApi, { baseUrl }))).toMatchObject({ kind: "input", message: expect.stringContaining(baseUrl) });
  });
});

describe("a number that can't be meant", () => {
  const numbers: { name: string; options: ClientOptions & CallOptions }[] = [
    { name: "timeout", options: { timeout: Number.NaN } },
    { name: "timeout", options: { timeout: -1 } },
    { name: "attemptTimeout", options: { attemptTimeout: Number.NaN } },
    { name: "retries", options: { retries: -1 } },
    { name: "retries", options: { retries: Number.NaN } },
    { name: "maxResponseSize", options: { maxResponseSize: -1 } },
    { name: "timeout", options: { timeout: "5000" as unknown as number } },
  ];
  it.each(numbers)("is an InputError, for the client and for a call: %j", async ({ name, options }) => {
    const [value] = Object.values(options);
    const want = { kind: "input", message: `${name} must be a number, 0 or more, not ${String(value)}` };
    expect(thrownBy(() => createClient(testApi, options))).toMatchObject(want);
    const { client, calls } = clientWith([{}]);
    await expect(call(client, getThing, {}, options)).rejects.toMatchObject(want);
    expect(calls).toEqual([]);
  });

  it("is found among the options of retries too", () => {
    expect(thrownBy(() => createClient(testApi, { retries: { retries: -1 } }))).toMatchObject({
      kind: "input",
      message: expect.stringContaining("retries must be"),
    });
    expect(thrownBy(() => createClient(testApi, { retries: { attemptTimeout: -1 } }))).toMatchObject({ kind: "input" });
  });

  it("is not what 0 and Infinity are", async () => {
    const { client } = clientWith([{ body: {} }], { timeout: 0, attemptTimeout: 0, retries: 0, maxResponseSize: 0 });
    const none = Number.POSITIVE_INFINITY;
    expect(await call(client, getThing, {}, { timeout: none, attemptTimeout: none, retries: none, maxResponseSize: none })).toEqual({});
  });
});

describe("credentials that can't be meant", () => {
  const api: ApiDefinition = {
    ...testApi,
    auth: { key: { type: "apiKey", in: "header", name: "x-key" }, user: { type: "basic" }, login: { type: "oauth2" }, other: { type: "custom" } },
    security: ["key"],
  };
  const wrong: { auth: unknown; message: string; remedy: string }[] = [
    { auth: { Key: "k" }, message: 'auth: test has no credential "Key"', remedy: "It has key, user, login, other" },
    { auth: { token: bearer("t") }, message: 'auth: test has no credential "token"', remedy: "It has key, user, login, other" },
    { auth: { other: "text" }, message: "auth.other is no credential", remedy: "Wrap it: bearer(...)" },
    { auth: { key: { username: "u" } }, message: "auth.key is no credential", remedy: "Wrap it: bearer(...)" },
    { auth: { key: 5 }, message: "auth.key is no credential", remedy: "Wrap it: bearer(...)" },
    { auth: { user: "u:p" }, message: "auth.user is no credential", remedy: "Wrap it: bearer(...)" },
    { auth: "k", message: "auth is no credential", remedy: "Wrap it: bearer(...)" },
  ];
  it.each(wrong)("are an InputError at once: $auth", ({ auth, message, remedy }) => {
    expect(thrownBy(() => createClient(api, { auth: auth as Auth }))).toMatchObject({ kind: "input", message, remedy });
  });

  it("may have any name where the API names none", async () => {
    const { client, calls } = clientWith([{}], { auth: { mine: apiKey("k") } });
    await call(client, getThing);
    expect(calls[0]?.headers["x-api-key"]).toBe("k");
  });

  it.each([
    { name: "apiKey(undefined)", auth: apiKey(undefined as unknown as string) },
    { name: "apiKey(() => undefined)", auth: apiKey(() => undefined as unknown as string) },
    { name: "apiKey(async () => undefined)", auth: apiKey(async () => undefined as unknown as string) },
    { name: "bearer(null)", auth: bearer(null as unknown as string) },
  ])("are an AuthError when their value is missing: $name", async ({ auth }) => {
    const { client, calls } = clientWith([{}], { auth, retries: 2 });
    await expect(call(client, getThing)).rejects.toMatchObject({
      kind: "auth",
      message: "A credential has no value",
      remedy: "Look at the variable or the function that it comes from",
    });
    expect(calls).toEqual([]);
  });
});

describe.each([
  { network: "fetch", options: (): ClientOptions => ({}) },
  {
    network: "undici",
    options: (): ClientOptions => {
      const send = undiciSend();
      sends.push(send);
      return { send };
    },
  },
])("a file that can't be read, over $network", ({ options }) => {
  const sink = () => startServer((_, response) => json(response, 200, {}));
  const nowhere = join(tmpdir(), "clientwright-there-is-no-such-file");
  const broken = (): FileInput =>
    new ReadableStream<Uint8Array>({
      pull: () => {
        throw new Error("disk gone");
      },
    });
  const cases: { name: string; make: () => FileInput; message: string }[] = [
    { name: "a missing Node stream", make: () => createReadStream(nowhere), message: "ENOENT" },
    { name: "a directory", make: () => createReadStream(tmpdir()), message: "EISDIR" },
    { name: "a stream that breaks", make: broken, message: "disk gone" },
  ];
  it.each(cases)("is an InputError that says why: $name", async ({ make, message }) => {
    const { url } = await sink();
    const client = clientOf(url, { retries: 2, ...options() });
    for (const operation of [putFile, putForm]) {
      const failure = await failureOf(call(client, operation, { file: make() }));
      expect(failure).toMatchObject({ kind: "input", message: expect.stringContaining(message), remedy: expect.any(String) });
    }
  });

  it("is an InputError when it was changed since", async () => {
    const { url } = await sink();
    const path = join(await mkdtemp(join(tmpdir(), "clientwright-")), "file");
    await writeFile(path, "before");
    const input = await file(path);
    await writeFile(path, "and after");
    const failure = await failureOf(call(clientOf(url, { retries: 2, ...options() }), putFile, { file: input }));
    expect(failure).toMatchObject({ kind: "input", message: expect.stringMatching(/^putFile \(PUT .*: the file was changed or removed/) });
    await rm(path);
  });
});

describe("file and fileStream", () => {
  it.each([
    { path: "no-such-file", message: 'There is no file "no-such-file"', remedy: `Looked for it at ${join(process.cwd(), "no-such-file")}` },
    { path: tmpdir(), message: `"${tmpdir()}" is a directory`, remedy: null },
  ])("say at once that they can't read $path", async ({ path, message, remedy }) => {
    await expect(file(path)).rejects.toMatchObject({ kind: "input", message, remedy });
    expect(thrownBy(() => fileStream(path))).toMatchObject({ kind: "input", message, remedy });
  });
});
