import { afterEach, describe, expect, it } from "@jest/globals";
import { createSpark } from "../../../generated/coherent-spark/index.js";
import { type SparkFake, startSparkFake } from "../../support/coherent-spark-fake/fake.js";
import { type Output, timeline } from "../../support/timeline.js";

let fake: SparkFake | null = null;
afterEach(() => fake?.close());

function page(isTTY = false): Output & { text: string } {
  return {
    isTTY,
    text: "",
    write(text) {
      this.text += text;
    },
  };
}

describe("the timeline of the demo", () => {
  it("prints steps, attempts with their fate, progress and results, without colours into a file", async () => {
    fake = await startSparkFake();
    const out = page();
    let time = 0;
    const show = timeline(out, () => time++);
    const spark = createSpark({ tenant: "acme", auth: { bearer: fake.token() }, fetch: fake.fetch, attemptHooks: show.hooks });
    show.title("Spark", "a fake");
    show.step("Execute");
    fake.fail({ path: "/execute", answer: { status: 429, headers: { "x-retry-after": "0" }, body: {} } });
    await spark.services.at("pricing/quote").execute();
    await spark.services.at("pricing/quote").execute();
    await spark.services.at("pricing/quote").execute();
    show.progress(1, 4, "room");
    show.event("till", "hears 1");
    show.event("kitchen", "hears 2");
    show.result("fine");
    show.end("done");
    const lines = out.text.split("\n").map((line) => line.replace(/^ +\d+ ms {2}/, ""));
    const path = "POST  /acme/api/v3/folders/pricing/services/quote/execute";
    expect(lines).toEqual([
      "",
      "Spark",
      "a fake",
      "",
      "● Execute",
      `  429 ${path}  come back in 0 s`,
      `  200 ${path}  attempt 2`,
      `  200 ${path}  × 2`,
      "  ██████░░░░░░░░░░░░░░░░░░     1 of 4  room",
      "  till     hears 1",
      "  kitchen  hears 2",
      "✓ fine",
      "",
      "■ done",
      "",
      "",
    ]);
  });

  it("has colours on a terminal", () => {
    const out = page(true);
    timeline(out).step("x");
    expect(out.text).toContain("\u001b[1mx\u001b[0m");
  });
});

describe("example.ts", () => {
  it("runs as it stands, with everything from CSPARK_* variables", async () => {
    fake = await startSparkFake();
    const { clientId, clientSecret, tenant } = fake.credentials;
    const before = { env: { ...process.env }, fetch: globalThis.fetch, log: console.log };
    const printed: string[] = [];
    Object.assign(process.env, { CSPARK_TENANT: tenant, CSPARK_CLIENT_ID: clientId, CSPARK_CLIENT_SECRET: clientSecret });
    Object.assign(globalThis, { fetch: fake.through(before.fetch) });
    console.log = (text: string) => void printed.push(text);
    try {
      await import("../../../specs/coherent-spark/example.js");
    } finally {
      process.env = before.env;
      globalThis.fetch = before.fetch;
      console.log = before.log;
    }
    expect(printed[0]).toBe("A premium of 160; the call is call-1");
    expect(printed.filter((line) => line.startsWith("pricing/rate-"))).toHaveLength(24);
    expect(printed.slice(-2)).toEqual(["500 premiums, the last one 298", "createFolder answered 409: folder pricing exists (PRODUCT_ALREADY_EXISTS)"]);
  });
});
