import { describe, expect, it } from "@jest/globals";
import type { Polling } from "../../../../runtime/core/operation.js";
import { fractionOf, judge, judgeStart, lookUrl, stateOf, withSuffix } from "../../../../runtime/polling/judge.js";

const status = { id: "getStatus", path: "/" };
const byOperation: Polling = { at: { operation: () => status }, status: "/state", done: ["Succeeded", 3, true], failed: ["Failed", "cancelled"] };
const byHttp: Polling = { at: { header: ["Operation-Location", "Location"] }, done: [] };
const sight = (body: unknown, code = 200, headers: Record<string, string> = {}) => ({ body, status: code, headers: new Headers(headers) });

describe("judge", () => {
  it.each([
    { state: "Succeeded", want: "done" },
    { state: "succeeded", want: "done" },
    { state: 3, want: "done" },
    { state: true, want: "done" },
    { state: "3", want: "going" },
    { state: "FAILED", want: "failed" },
    { state: "Cancelled", want: "failed" },
    { state: "Running", want: "going" },
    { state: undefined, want: "going" },
    { state: null, want: "going" },
  ])("$state is $want", ({ state, want }) => expect(judge(byOperation, sight({ state }))).toBe(want));

  it.each([
    { code: 202, want: "going" },
    { code: 200, want: "done" },
    { code: 201, want: "done" },
    { code: 204, want: "done" },
  ])("without a declared status, HTTP's $code is $want", ({ code, want }) => expect(judge(byHttp, sight(undefined, code))).toBe(want));

  it("reads the state from a header, too", () => {
    const polling: Polling = { ...byOperation, status: "header:x-state" };
    expect([judge(polling, sight({}, 200, { "x-state": "succeeded" })), stateOf(polling, sight({}, 200, { "x-state": "succeeded" }))]).toEqual([
      "done",
      "succeeded",
    ]);
    expect(stateOf(byHttp, sight({ state: 1 }))).toBeUndefined();
  });
});

describe("judgeStart", () => {
  const byUrl: Polling = { at: { url: "/status_url" }, status: "/state", done: ["completed"] };
  it.each([
    { name: "a job that is over at once", polling: byOperation, given: sight({ state: "Succeeded" }), want: "done" },
    { name: "a job that failed at once", polling: byOperation, given: sight({ state: "Failed" }), want: "failed" },
    { name: "a job that another operation tells about, even after 200", polling: byOperation, given: sight({ id: 7 }), want: "going" },
    { name: "202 with a Location", polling: byHttp, given: sight(undefined, 202, { location: "/ops/7" }), want: "going" },
    { name: "202 with nothing goes on: that it can't be followed is told later", polling: byHttp, given: sight(undefined, 202), want: "going" },
    { name: "201 with the Location of what was made", polling: byHttp, given: sight({ id: 1 }, 201, { location: "/things/1" }), want: "done" },
    { name: "201 with an Operation-Location", polling: byHttp, given: sight({ id: 1 }, 201, { "operation-location": "/ops/7" }), want: "going" },
    { name: "200 with the thing itself", polling: byHttp, given: sight({ id: 1 }), want: "done" },
    { name: "a URL in the body", polling: byUrl, given: sight({ status_url: "/jobs/1" }), want: "going" },
    { name: "no URL in the body", polling: byUrl, given: sight({ outputs: [] }), want: "done" },
    { name: "the operation itself, not done", polling: { ...byOperation, at: { self: true } } as Polling, given: sight({ state: "Running" }), want: "going" },
    { name: "the operation itself, done", polling: { ...byOperation, at: { self: true } } as Polling, given: sight({ state: "Succeeded" }), want: "done" },
  ])("$name", ({ polling, given, want }) => expect(judgeStart(polling, given)).toBe(want));
});

describe("lookUrl", () => {
  it("takes the first header that is there", () => {
    expect(lookUrl(byHttp, sight(undefined, 202, { location: "/a", "operation-location": "/b" }))).toBe("/b");
    expect(lookUrl(byHttp, sight(undefined, 202, { location: "/a" }))).toBe("/a");
    expect(lookUrl(byHttp, sight(undefined, 202))).toBeNull();
  });

  it("takes text only from a body, and nothing where no URL is looked for", () => {
    expect(lookUrl({ at: { url: "/a/b" }, done: [] }, sight({ a: { b: "https://x/y" } }))).toBe("https://x/y");
    expect(lookUrl({ at: { url: "/a" }, done: [] }, sight({ a: 7 }))).toBeNull();
    expect(lookUrl({ at: { url: "/a" }, done: [] }, sight({ a: "" }))).toBeNull();
    expect(lookUrl(byOperation, sight({}, 202, { location: "/a" }))).toBeNull();
  });
});

describe("fractionOf", () => {
  const polling: Polling = { ...byOperation, progress: "/progress" };
  it.each([
    { progress: 0, want: 0 },
    { progress: 0.4, want: 0.4 },
    { progress: 40, want: 0.4 },
    { progress: "40", want: 0.4 },
    { progress: "40%", want: 0.4 },
    { progress: "0.5%", want: 0.005 },
    { progress: 1, want: 0.01 },
    { progress: 100, want: 1 },
    { progress: 250, want: 1 },
    { progress: -1, want: 0 },
    { progress: "soon", want: null },
    { progress: "", want: null },
    { progress: null, want: null },
    { progress: undefined, want: null },
  ])("$progress on the way is $want", ({ progress, want }) => expect(fractionOf(polling, sight({ progress }), "going")).toBe(want));

  it("is 1 at the end and null where no progress is declared", () => {
    expect(fractionOf(polling, sight({ progress: 7 }), "done")).toBe(1);
    expect(fractionOf(byOperation, sight({ progress: 7 }), "going")).toBeNull();
  });
});

describe("withSuffix", () => {
  it.each([
    { url: "http://x/operations/7", want: "http://x/operations/7/result" },
    { url: "http://x/operations/7/", want: "http://x/operations/7/result" },
    { url: "http://x/operations/7?api-version=1&a=?", want: "http://x/operations/7/result?api-version=1&a=?" },
  ])("$url", ({ url, want }) => expect(withSuffix(url, "/result")).toBe(want));
});
