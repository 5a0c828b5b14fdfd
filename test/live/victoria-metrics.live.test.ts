import { request } from "@clientwright/runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pathOf, withCorpus } from "../corpus/documents.js";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { victoriaMetrics } from "./servers.js";

withCorpus("Prometheus's document, for VictoriaMetrics", () => {
  const absent = missing(victoriaMetrics);
  (absent === null ? describe : describe.skip)(`victoria-metrics, by Prometheus's document${absent === null ? "" : `: ${absent}`}`, () => {
    /** A whole minute, some minutes ago: nothing is rounded, nothing is too fresh. */
    const at = Math.floor(Date.now() / 60_000) * 60 - 300;
    const time = `${at}`;
    let server: Running;
    let client: FreshClient;
    // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
    let api: any;
    beforeAll(async () => {
      server = await startLive(victoriaMetrics);
      client = await freshClient({
        sources: [pathOf({ path: "openapi/prometheus-3.2.yaml" })],
        name: "prometheus",
        load: { overlays: ["test/live/prometheus-overlay.yaml"] },
      });
      api = client.exports.createPrometheusClient({ baseUrl: `${server.url}/api/v1` });
      const body = `load{host="a b/ü"} 1.5 ${at * 1000}\nload{host="c"} 2 ${at * 1000}\n`;
      await request(api, "POST", "/import/prometheus", { body });
      await request(api, "GET", `${server.url}/internal/force_flush`); // samples are not searchable at once otherwise
    });
    afterAll(async () => {
      client?.remove();
      await server?.stop();
    });

    it("takes samples by the request that no document describes, and answers queries by GET and POST alike", async () => {
      const { data } = await client.exports.query(api, { query: "load", time });
      expect(data.result.map(({ metric, value }: { metric: object; value: [number, string] }) => [metric, value[1]])).toEqual([
        [{ __name__: "load", host: "a b/ü" }, "1.5"],
        [{ __name__: "load", host: "c" }, "2"],
      ]);
      const posted = await client.exports.queryPost(api, { query: 'load{host="a b/ü"} * 2', time });
      expect(posted.data.result[0].value[1]).toBe("3");
    });

    it("repeats match[] for every matcher", async () => {
      const { data } = await client.exports.series(api, { "match[]": ['load{host="c"}', 'load{host="a b/ü"}'], start: "0" });
      expect(new Set(data.map(({ host }: { host: string }) => host))).toEqual(new Set(["c", "a b/ü"]));
    });

    it("a bad query is an ApiError with the server's own words", async () => {
      const error = await client.exports.query(api, { query: "load{" }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ kind: "api", status: 422, body: { status: "error" } });
      expect(error.message).toContain("load{");
    });
  });
});
