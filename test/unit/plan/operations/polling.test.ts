import { describe, expect, it } from "@jest/globals";
import type { Operation } from "../../../../generator/ir/index.js";
import type { ClientConfig, PollingConfig } from "../../../../generator/plan/config/client-config.js";
import { json, model, object, operation, planned, ref, response, text } from "../build.js";

const models = [model("Job", object({ id: text, status: text, "result?": ref("Report") })), model("Report", object({ rows: text }))];
const start = (said: Partial<Operation> = {}) =>
  operation("POST /jobs", { id: "startJob", tags: ["jobs"], responses: [response("202", json(ref("Job")))], ...said });
const status = operation("GET /jobs/{id}", { id: "getJob", tags: ["status"], responses: [response("200", json(ref("Job")))] });
const stop = operation("DELETE /jobs/{id}", { id: "stopJob", tags: ["jobs"], responses: [response("204")] });
const result = operation("GET /jobs/{id}/result", { id: "getReport", tags: ["jobs"], responses: [response("200", json(ref("Report")))] });

function made(poll: PollingConfig | false, said: Partial<Operation> = {}) {
  const config: ClientConfig = { operations: { startJob: { poll } } };
  return planned({ models, operations: [start(said), status, stop, result] }, config);
}
const done = (poll: PollingConfig) => {
  const { verb } = made(poll).operation("startJob");
  return verb.verb === "job" ? verb.done.type.schema : null;
};
const at = { operation: "getJob", from: { id: "/id" } };

describe("polling", () => {
  it("points at the operation that tells the state, and exports it where it stands in another file", () => {
    const plan = made({ at, status: "/status", done: ["done"], cancel: "stopJob", result: { operation: "getReport" } });
    expect(plan.operation("startJob").constant).toMatchObject({
      poll: {
        at: { operation: { $lazy: { name: "getJobOp", from: "operations/status", type: false } }, from: { id: "/id" } },
        status: "/status",
        done: ["done"],
        cancel: { $lazy: { name: "stopJobOp", from: null, type: false } },
        result: { operation: { $lazy: { name: "getReportOp", from: null, type: false } } },
      },
    });
    expect([plan.operation("getJob").exported, plan.operation("stopJob").exported]).toEqual([true, false]);
  });

  it("delivers what the rule says", () => {
    expect(done({ at, done: ["done"] })).toEqual(ref("Job"));
    expect(done({ at, done: ["done"], result: "/result" })).toEqual(ref("Report"));
    expect(done({ at, done: ["done"], result: "/nothing" })).toMatchObject({ kind: "unknown" });
    expect(done({ at, done: ["done"], result: { operation: "getReport" } })).toEqual(ref("Report"));
    expect(done({ at: { self: true }, done: ["done"] })).toEqual(ref("Job"));
    expect(done({ at: { header: ["Location"] }, done: [] })).toMatchObject({ kind: "unknown" });
    expect(done({ at: { operation: "getJob", header: ["Location"] }, done: [] })).toEqual(ref("Job"));
  });

  it("delivers the declared 200 where the state is behind a header", () => {
    const plan = made({ at: { header: ["Location"] }, done: [] }, { responses: [response("202"), response("200", json(ref("Report")))] });
    expect(plan.operation("startJob").verb).toMatchObject({ verb: "job", done: { type: { schema: ref("Report") } } });
  });

  it("that names no operation is told, and the operation stays plain", () => {
    const plan = made({ at: { operation: "nobody" }, done: ["done"] });
    expect([plan.operation("startJob").verb.verb, plan.diagnostics.map(({ code }) => code)]).toEqual(["call", ["polling-operation-unknown"]]);
  });

  it("without the operation that cancels goes on without it", () => {
    const plan = made({ at, done: ["done"], cancel: "nobody" });
    expect(plan.operation("startJob").verb.verb).toBe("job");
    expect(plan.operation("startJob").constant).not.toHaveProperty("poll.cancel");
    expect(plan.diagnostics.map(({ code }) => code)).toEqual(["polling-operation-unknown"]);
  });

  it.each([
    [
      undefined,
      { at: { header: ["Azure-AsyncOperation", "Operation-Location", "Location"] }, status: "/status", done: ["Succeeded"], failed: ["Failed", "Canceled"] },
    ],
    ["location", { at: { header: ["Location"] }, done: [] }],
  ])("is declared by x-ms-long-running-operation, final state via %s", (via, want) => {
    const extensions = [
      { key: "x-ms-long-running-operation", value: true },
      ...(via === undefined ? [] : [{ key: "x-ms-long-running-operation-options", value: { "final-state-via": via } }]),
    ];
    expect(planned({ models, operations: [start({ extensions })] }).operation("startJob").constant).toMatchObject({ poll: want });
    expect(made(false, { extensions }).operation("startJob").verb.verb).toBe("call");
  });
});
