import { describe, expect, it } from "@jest/globals";
import type { Call, CallBody } from "../../../../runtime/core/call.js";
import { uploadProgress } from "../../../../runtime/core/progress.js";
import { wireReply } from "../../../support/send.js";

const told = async (body: CallBody, headers: Record<string, string> = {}) => {
  const seen: [number, number | null][] = [];
  let sent: Call | undefined;
  let text = "";
  const send = uploadProgress(async (call) => {
    sent = call;
    text = await new Response(call.body as BodyInit).text();
    return wireReply();
  });
  await send({
    operation: { id: "op", path: "/" },
    method: "POST",
    url: "http://x.test",
    headers,
    body,
    attempt: 1,
    deadline: Number.POSITIVE_INFINITY,
    signal: null,
    replayable: true,
    options: { onUpload: (done, total) => seen.push([done, total]) },
  });
  return { last: seen.at(-1), headers: sent?.headers, text };
};

describe("uploadProgress", () => {
  it.each([
    { name: "text", body: "héllo", total: 6, text: "héllo" },
    { name: "bytes", body: new Uint8Array([65, 66]), total: 2, text: "AB" },
    { name: "a Blob", body: new Blob(["abc"]), total: 3, text: "abc" },
    { name: "a form", body: new URLSearchParams({ a: "1" }), total: 3, text: "a=1" },
  ])("knows the length of $name", async ({ body, total, text }) => {
    const seen = await told(body);
    expect(seen.last).toEqual([total, total]);
    expect(seen.headers?.["content-length"]).toBe(String(total));
    expect(seen.text).toBe(text);
  });

  it("does not know a stream's length, unless a header tells", async () => {
    expect((await told(new Blob(["abc"]).stream())).last).toEqual([3, null]);
    expect((await told(new Blob(["abc"]).stream(), { "content-length": "3" })).last).toEqual([3, 3]);
  });

  it("keeps the type of forms", async () => {
    const form = new FormData();
    form.set("a", "1");
    expect((await told(form)).headers?.["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  });

  it("leaves calls without a listener alone", async () => {
    const { headers } = await told(null);
    expect(headers).toEqual({});
  });
});
