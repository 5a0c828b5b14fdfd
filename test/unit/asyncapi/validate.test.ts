import { describe, expect, it } from "@jest/globals";
import { validateAsyncApi } from "../../../generator/asyncapi/validate.js";
import { Diagnostics } from "../../../generator/diagnostics.js";
import type { JsonValue } from "../../../generator/ir/index.js";
import { asyncDocument } from "./lowered.js";

async function opinion(root: { readonly [key: string]: JsonValue }, files = {}): Promise<readonly string[]> {
  const found = new Diagnostics();
  await validateAsyncApi(asyncDocument(root, files), found.report);
  return found.list.map(({ severity, code, at }) => `${severity} ${code} ${at}`);
}

const base = { asyncapi: "3.1.0", info: { title: "T", version: "1" } };

describe("the second opinion of @asyncapi/parser", () => {
  it("is a warning at the place of the fault", async () => {
    const channels = { c: { address: "c/{id}", messages: { m: { payload: { type: "string" } } } } };
    expect(await opinion({ ...base, channels, operations: { o: { action: "shout", channel: { $ref: "#/channels/c" } } } })).toContain(
      "warning asyncapi-invalid api.yaml#/operations/o/action",
    );
  }, 60_000);

  it("says nothing of a sound 3.1 document, and sees the files that were loaded", async () => {
    const root = {
      ...base,
      channels: { c: { address: "c", messages: { m: { payload: { $ref: "schemas.json#/Name" } } } } },
      operations: { o: { action: "send", channel: { $ref: "#/channels/c" } } },
    };
    expect(await opinion(root, { "schemas.json": { Name: { type: "string" } } })).toEqual([]);
  }, 60_000);
});
