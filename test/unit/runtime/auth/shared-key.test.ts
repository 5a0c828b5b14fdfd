import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { sharedKey, stringToSign } from "../../../../runtime/auth/shared-key.js";
import type { Call, CallBody } from "../../../../runtime/core/call.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { signContext } from "../../../support/sign.js";

// The well-known account of Azure's storage emulators.
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const sign = async (call: Partial<Call>) =>
  sharedKey({ account, key }).sign(callOf(call), signContext({ clock: fakeClock(Date.UTC(2015, 5, 26, 23, 39, 12)) }));
const signatureOf = (text: string) => createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");

describe("stringToSign", () => {
  it("is the text of Azure's documentation", () => {
    const headers = { "x-ms-date": "Fri, 26 Jun 2015 23:39:12 GMT", "x-ms-version": "2015-02-21" };
    const url = "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20";
    expect(stringToSign({ method: "GET", url, headers }, "myaccount")).toBe(
      "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
    );
  });

  it("leaves a zero length empty, and Date where x-ms-date stands", () => {
    expect(stringToSign({ method: "PUT", url: "https://a.test/b", headers: { "content-length": "0", date: "D", "content-type": "text/plain" } }, "a")).toBe(
      "PUT\n\n\n\n\ntext/plain\nD\n\n\n\n\n\n/a/b",
    );
    expect(stringToSign({ method: "PUT", url: "https://a.test/b", headers: { "content-length": "5", date: "D", "x-ms-date": "X" } }, "a")).toBe(
      "PUT\n\n\n5\n\n\n\n\n\n\n\n\nx-ms-date:X\n/a/b",
    );
  });

  it("leaves spaces inside a header's value alone, as Azurite does (test/live)", () => {
    const text = stringToSign({ method: "GET", url: "https://a.test/", headers: { "x-ms-meta-note": " a  b " } }, "a");
    expect(text).toContain("\nx-ms-meta-note:a  b\n");
  });

  it("sorts and joins repeated parameters, decoded, names in lower case", () => {
    const text = stringToSign({ method: "GET", url: "https://a.test/c%20d?Include=b&include=a&comp=x%2Fy", headers: {} }, "a");
    expect(text.split("\n").slice(-3)).toEqual(["/a/c%20d", "comp:x/y", "include:a,b"]);
  });
});

describe("sharedKey", () => {
  it("dates, names the version and signs", async () => {
    const signed = await sign({ url: "https://devstoreaccount1.blob.core.windows.net/c?comp=list" });
    expect(signed.headers).toEqual({
      "x-ms-date": "Fri, 26 Jun 2015 23:39:12 GMT",
      "x-ms-version": "2023-11-03",
      authorization: `SharedKey devstoreaccount1:${signatureOf("GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2023-11-03\n/devstoreaccount1/c\ncomp:list")}`,
    });
    expect(signed.secrets).toEqual(["authorization"]);
  });

  it.each<[string, CallBody, Record<string, string>, string, string]>([
    ["text, with the type that the network adds", "hé", {}, "3", "text/plain;charset=UTF-8"],
    ["text of a given type", "{}", { "content-type": "application/json" }, "2", "application/json"],
    ["bytes", new Uint8Array(7), {}, "7", ""],
    ["a Blob with its type", new Blob(["abc"], { type: "image/png" }), {}, "3", "image/png"],
    ["a stream of known length", new ReadableStream(), { "content-length": "9" }, "9", ""],
  ])("signs length and type of %s", async (_, body, headers, length, type) => {
    const signed = await sign({ method: "PUT", url: "https://devstoreaccount1.blob.core.windows.net/c", body, headers });
    const text = `PUT\n\n\n${length}\n\n${type}\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2023-11-03\n/devstoreaccount1/c`;
    expect(signed.headers.authorization).toBe(`SharedKey devstoreaccount1:${signatureOf(text)}`);
    expect(signed.headers["content-length"]).toBe(headers["content-length"]);
    expect(signed.headers["content-type"] ?? "").toBe(type);
  });

  it("refuses a body of unknown length", async () => {
    await expect(sign({ method: "PUT", body: new ReadableStream() })).rejects.toMatchObject({
      kind: "auth",
      remedy: expect.stringContaining("content-length"),
    });
  });
});
