import { ApiError } from "@clientwright/runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pathOf, withCorpus } from "../corpus/documents.js";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { alertmanager, prometheus } from "./servers.js";

withCorpus("Alertmanager's and Prometheus's documents", () => {
  const noAlertmanager = missing(alertmanager);
  (noAlertmanager === null ? describe : describe.skip)(`alertmanager (Swagger 2.0)${noAlertmanager === null ? "" : `: ${noAlertmanager}`}`, () => {
    let server: Running;
    let client: FreshClient;
    // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
    let api: any;
    beforeAll(async () => {
      server = await startLive(alertmanager);
      client = await freshClient({ sources: [pathOf({ path: "openapi/alertmanager-v2.yaml" })], name: "alertmanager" });
      api = client.exports.createAlertmanager({ baseUrl: `${server.url}/api/v2` });
    });
    afterAll(async () => {
      client?.remove();
      await server?.stop();
    });

    it("tells its status", async () => {
      const status = await api.general.getStatus();
      expect(status.versionInfo.version).toMatch(/^0\./);
    });

    it("takes alerts and gives them back, filtered", async () => {
      const startsAt = new Date().toISOString();
      await api.alert.create({
        body: [
          { labels: { alertname: "Disk", host: "a b/ü" }, startsAt, annotations: { note: "full" } },
          { labels: { alertname: "Load" }, startsAt },
        ],
      });
      const found = await api.alert.list({ filter: ['alertname="Disk"'] });
      expect(found).toHaveLength(1);
      expect(found[0].labels).toEqual({ alertname: "Disk", host: "a b/ü" });
    });

    it("makes, reads, lists and deletes a silence", async () => {
      const now = Date.now();
      const made = await api.silence.create({
        matchers: [{ name: "alertname", value: "Disk", isRegex: false, isEqual: true }],
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 60_000).toISOString(),
        createdBy: "test",
        comment: "quiet",
      });
      expect(made.silenceID).toMatch(/^[0-9a-f-]{36}$/);
      const read = await api.silence.get({ silenceID: made.silenceID });
      expect(read).toMatchObject({ id: made.silenceID, comment: "quiet", status: { state: "active" } });
      expect((await api.silence.list()).map((silence: { id: string }) => silence.id)).toContain(made.silenceID);
      await api.silence.delete({ silenceID: made.silenceID });
      expect((await api.silence.get({ silenceID: made.silenceID })).status.state).toBe("expired");
    });

    it("its errors are bare JSON strings, and still say what was wrong", async () => {
      const error = await api.alert.list({ filter: ["not a matcher"] }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 400, kind: "api" });
      expect(String(error.body)).toContain("not a matcher");
    });
  });

  const noPrometheus = missing(prometheus);
  (noPrometheus === null ? describe : describe.skip)(`prometheus (OpenAPI 3.2)${noPrometheus === null ? "" : `: ${noPrometheus}`}`, () => {
    let server: Running;
    let client: FreshClient;
    // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
    let api: any;
    beforeAll(async () => {
      server = await startLive(prometheus);
      client = await freshClient({
        sources: [pathOf({ path: "openapi/prometheus-3.2.yaml" })],
        name: "prometheus",
        load: { overlays: ["test/live/prometheus-overlay.yaml"] },
      });
      api = client.exports.createPrometheusClient({ baseUrl: `${server.url}/api/v1` });
    });
    afterAll(async () => {
      client?.remove();
      await server?.stop();
    });

    it("answers a query by GET and by a POSTed form alike", async () => {
      const until = Date.now() + 20_000;
      for (;;) {
        const { data } = await client.exports.query(api, { query: "up" });
        if (data.result.length > 0 || Date.now() > until) break;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      const read = await client.exports.query(api, { query: 'up{job="self"} + 0' });
      const posted = await client.exports.queryPost(api, { query: 'up{job="self"} + 0' });
      expect(read).toMatchObject({ status: "success", data: { resultType: "vector", result: [{ metric: { job: "self" } }] } });
      expect(posted.data.result[0].value[1]).toBe(read.data.result[0].value[1]);
    });

    it("lists labels, and the values of one", async () => {
      expect((await client.exports.labels(api)).data).toContain("job");
      expect((await client.exports.labelValues(api, { name: "job" })).data).toEqual(["self"]);
    });

    it("repeats match[] for every matcher", async () => {
      const { data } = await client.exports.series(api, { "match[]": ["up", "prometheus_build_info"], start: "0", end: String(Date.now() / 1000) });
      expect(new Set(data.map((series: { __name__: string }) => series.__name__))).toEqual(new Set(["up", "prometheus_build_info"]));
    });

    it("a bad query is an ApiError with the server's own words", async () => {
      const error = await client.exports.query(api, { query: "up{" }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ status: 400, body: { status: "error", errorType: "bad_data" } });
      expect(error.message).toContain("parse error");
    });
  });
});
