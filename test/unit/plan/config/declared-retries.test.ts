import { describe, expect, it } from "@jest/globals";
import type { Extension } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { operation, planned } from "../build.js";

const keyed: Extension = { key: "x-fern-idempotent", value: true };
const header = (...names: readonly string[]): Extension => ({ key: "x-fern-idempotency-headers", value: names.map((name) => ({ header: name })) });
const backoff = (said: object): Extension => ({ key: "x-speakeasy-retries", value: { strategy: "backoff", ...said } });

const pay = operation("POST /pay", { id: "pay", extensions: [keyed] });
const read = operation("GET /pay", { id: "read" });
const send = operation("POST /send", { id: "send" });

function made(extensions: readonly Extension[], operations = [pay, read], config: ClientConfig = {}) {
  const { file, diagnostics } = planned({ extensions, operations }, config);
  const { idempotencyHeader, retry } = file("client").definition as Record<string, unknown>; // a record of constants
  return { idempotencyHeader, retry, told: diagnostics.map(({ code, severity, message }) => `${severity} ${code}: ${message}`) };
}

describe("the header of idempotency keys", () => {
  it("is the document's, where every call that must not happen twice takes a key", () => {
    expect(made([header("Idempotency-Key")])).toEqual({ idempotencyHeader: "Idempotency-Key", retry: undefined, told: [] });
  });

  it("is client.yaml's where that says one", () => {
    expect(made([header("Idempotency-Key")], [pay], { idempotencyHeader: "X-Key" })).toEqual({ idempotencyHeader: "X-Key", retry: undefined, told: [] });
  });

  it.each([
    { extensions: [header("K")], operations: [pay, send], why: "others, like POST /send, are not marked, and would get one too" },
    { extensions: [], operations: [pay], why: "the document names no header for the key (x-fern-idempotency-headers)" },
    { extensions: [header("K", "L")], operations: [pay], why: "several headers carry it" },
  ])("is none, and told, where $why", ({ extensions, operations, why }) => {
    expect(made(extensions, operations)).toEqual({
      idempotencyHeader: undefined,
      retry: undefined,
      told: [`note idempotency-not-carried: An operation takes an idempotency key (x-fern-idempotent), but ${why}; no key is sent by itself.`],
    });
  });

  it("is none where no operation takes a key", () => {
    expect(made([header("K")], [send])).toEqual({ idempotencyHeader: undefined, retry: undefined, told: [] });
  });
});

describe("retries by x-speakeasy-retries of the whole document", () => {
  const told = ["note retry-figures-unused: Waits between attempts, or statuses by operation, are declared here; the client waits as its own options say."];
  const bare = operation("GET /pay", { id: "read" });

  it.each([
    { said: { statusCodes: ["429", 503] }, want: { statuses: [429, 503] } },
    { said: { statusCodes: ["5XX", "429"] }, want: undefined },
    { said: { statusCodes: [] }, want: undefined },
    { said: {}, want: undefined },
  ])("$said gives $want", ({ said, want }) => {
    expect(made([backoff(said)], [bare])).toEqual({ idempotencyHeader: undefined, retry: want, told });
  });

  it("come after client.yaml's", () => {
    expect(made([backoff({ statusCodes: ["429"] })], [bare], { retry: { statuses: [500], retries: 4 } }).retry).toEqual({ statuses: [500], retries: 4 });
    expect(made([backoff({ statusCodes: ["429"] })], [bare], { retry: { retries: 4 } }).retry).toEqual({ statuses: [429], retries: 4 });
  });

  it("say nothing for an API without retries", () => {
    expect(made([{ key: "x-speakeasy-retries", value: { strategy: "none" } }], [bare]).told).toEqual([]);
  });
});

it("waits of many operations are told once", () => {
  const each = (path: string) => operation(`GET ${path}`, { id: path.slice(1), extensions: [backoff({ backoff: { initialInterval: 10 } })] });
  expect(made([], [each("/a"), each("/b"), each("/c")]).told).toEqual([
    "note retry-figures-unused: Waits between attempts, or statuses by operation, are declared here and in 2 more places; the client waits as its own options say.",
  ]);
});
