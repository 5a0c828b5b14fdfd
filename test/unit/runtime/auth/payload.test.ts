import { describe, expect, it } from "@jest/globals";
import { payloadOf } from "../../../../runtime/auth/payload.js";
import type { CallBody } from "../../../../runtime/core/call.js";
import { callOf } from "../../../support/call.js";

describe("payloadOf", () => {
  it.each<[string, CallBody, string]>([
    ["nothing", null, ""],
    ["text", "ü", "ü"],
    ["a form", new URLSearchParams({ a: "b c" }), "a=b+c"],
    ["bytes", new TextEncoder().encode("ü"), "ü"],
    ["a Blob", new Blob(["ü"]), "ü"],
  ])("gives the bytes of %s", async (_, body, want) => {
    expect(new TextDecoder().decode(await payloadOf(callOf({ body })))).toBe(want);
  });

  it.each<[string, CallBody]>([
    ["a stream", new ReadableStream()],
    ["a multipart form", new FormData()],
  ])("refuses %s", async (_, body) => {
    await expect(payloadOf(callOf({ body }))).rejects.toMatchObject({ kind: "auth", remedy: "Pass bytes or a Blob" });
  });
});
