import { describe, expect, it } from "@jest/globals";
import type { Operation, Response } from "../../../generator/ir/index.js";
import { noDocs } from "../../../generator/ir/index.js";
import { checkConfig } from "../../../generator/plan/config/check-config.js";
import { clientConfigSchema } from "../../../generator/plan/config/client-config-schema.js";
import { propose } from "../../../generator/propose/propose.js";
import { api, json, meta, model, object, oneOfValues, operation, param, ref, response, text } from "../plan/build.js";

const models = [model("Job", object({ id: text, status: oneOfValues("pending", "running", "succeeded", "failed") }))];
const located = (said: Partial<Response> = {}): Response => ({ ...response("202"), headers: [param("header", "Location")], ...said });
const start = (said: Partial<Response> = {}) => operation("POST /exports", { id: "startExport", responses: [located(said)] });
const look = (line: string, ...responses: Response[]) => operation(line, { id: "getExport", responses });
const shown = response("200", json(ref("Job")));

function proposed(...operations: Operation[]) {
  const found = propose(api({ models, operations })).find(({ kind }) => kind === "poll");
  return found === undefined ? null : { poll: found.value, reason: found.reason };
}
const followed = { at: { operation: "getExport", header: ["Location"] }, status: "/status", done: ["succeeded"], failed: ["failed"] };

describe("init, for 202 with a plain Location", () => {
  it.each<{ readonly [key: string]: string | string[] }>([
    { header: ["Location"] },
    { operation: "getExport", header: ["Location"] },
    { operation: "getExport", carry: ["id"] },
  ])("stands in client.yaml as %j", (at) => {
    expect(checkConfig({ operations: { startExport: { poll: { at, done: [] } } } }, clientConfigSchema)).toEqual([]);
  });

  it("takes the states of the operation beneath the path, and says what counts as done", () => {
    const found = proposed(start(), look("GET /exports/{id}", shown));
    expect(found?.poll).toEqual(followed);
    expect(found?.reason).toBe(
      "202 comes with Location, which leads to getExport (its path is this one's and {id}); its status is one of pending, running, succeeded, failed: succeeded counts as done",
    );
  });

  it("follows a link, and an example of the header", () => {
    const link = { name: "job", operationId: null, parameters: [], body: null, docs: noDocs, at: "" };
    expect(proposed(start({ links: [{ ...link, operationRef: "#/paths/~1jobs~1{id}/get" }] }), look("GET /jobs/{id}", shown))?.poll).toEqual(followed);
    const example = { ...param("header", "Location"), schema: { ...text, meta: meta({ docs: { ...noDocs, examples: ["https://a.example/v1/jobs/7?x=1"] } }) } };
    const found = proposed(start({ headers: [example] }), look("GET /jobs/{id}", shown));
    expect(found).toMatchObject({ poll: followed, reason: expect.stringContaining("as the example https://a.example/v1/jobs/7?x=1 does") });
  });

  it("goes by HTTP status alone only where the document has 202 for a job that goes on", () => {
    const found = proposed(start(), look("GET /exports/{id}", response("200", json(text)), response("202")));
    expect(found?.poll).toEqual({ at: { operation: "getExport", header: ["Location"] }, done: [] });
    expect(found?.reason).toContain("answers 202 while the job goes on");
    expect(proposed(start(), look("GET /exports/{id}", response("200", json(text))))).toBeNull();
    expect(proposed(start(), look("GET /jobs/{id}", shown))).toBeNull();
  });
});
