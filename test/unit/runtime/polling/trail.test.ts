import { describe, expect, it } from "@jest/globals";
import type { Operation, Polling } from "../../../../runtime/core/operation.js";
import { fromHandle, inputsFor, toHandle, trailOf } from "../../../../runtime/polling/trail.js";

const status: Operation = { id: "getStatus", path: "/" };
const sight = (body: unknown, headers: Record<string, string> = {}, code = 202) => ({
  data: body,
  body,
  status: code,
  headers: new Headers(headers),
  url: "https://api.example/v1/start?x=1",
});

describe("trailOf", () => {
  const byOperation: Polling = { at: { operation: () => status, carry: ["tenant"], from: { id: "/job/id", key: "header:x-key" } }, done: [] };
  const byHeader: Polling = { at: { header: ["Location"] }, done: [] };
  const cases: { name: string; polling: Polling; given: ReturnType<typeof sight>; want: unknown }[] = [
    {
      name: "carries inputs and reads the reply",
      polling: byOperation,
      given: sight({ job: { id: 0 } }, { "x-key": "k" }),
      want: { input: { tenant: "a", id: 0, key: "k" }, url: null },
    },
    { name: "is none without all of them", polling: byOperation, given: sight({ job: { id: 0 } }), want: null },
    {
      name: "resolves an address against the one that answered",
      polling: byHeader,
      given: sight({}, { location: "ops/7" }),
      want: { input: {}, url: "https://api.example/v1/ops/7" },
    },
    {
      name: "keeps the input where another operation may need it",
      polling: { ...byHeader, cancel: () => status },
      given: sight({}, { location: "/ops/7" }),
      want: { input: { tenant: "a", file: 1 }, url: "https://api.example/ops/7" },
    },
    {
      name: "of the operation itself is its input",
      polling: { at: { self: true }, done: [] },
      given: sight({}),
      want: { input: { tenant: "a", file: 1 }, url: null },
    },
  ];
  it.each(cases)("$name", ({ polling, given, want }) => expect(trailOf(polling, { tenant: "a", file: 1 }, given)).toEqual(want));
});

describe("inputsFor", () => {
  it("picks the parameters that an operation declares, by their input keys", () => {
    const operation: Operation = {
      id: "cancel",
      path: "/{tenant}/{+path}/{;ids*}/{rest+}",
      in: { query: ["force", { name: "api-version", as: "apiVersion" }], header: ["x-key"], cookie: [{ name: "sid" }], body: "json" },
    };
    const input = { tenant: 1, path: 2, ids: 3, force: 4, apiVersion: 5, "x-key": 6, sid: 7, "api-version": 8, other: 9, rest: 10 };
    expect(inputsFor(operation, { input, url: null })).toEqual({ tenant: 1, path: 2, ids: 3, force: 4, apiVersion: 5, "x-key": 6, sid: 7, rest: 10 });
  });
});

describe("handles", () => {
  it("hold the trail and the operation's name", () => {
    const trail = { input: { id: 18446744073709551615n }, url: null };
    expect(fromHandle(status, toHandle(status, trail))).toEqual(trail);
    expect(() => fromHandle({ ...status, id: "other" }, toHandle(status, trail))).toThrow("This text is no handle of other");
  });
});
