import { describe, expect, it } from "@jest/globals";
import { Diagnostics } from "../../generator/diagnostics.js";
import { readClientConfig } from "../../generator/plan/config/read-client-config.js";
import { attempt, importAll, isSafePath } from "./attempt.js";
import { configKindCount, hostileConfigs, unchecked, victim } from "./configs.js";

describe("a client.yaml that tries to break out", () => {
  const configs = hostileConfigs();
  const sample: { name: string; files: Awaited<ReturnType<typeof attempt>>["files"] }[] = [];

  it("is tried through more than forty kinds of value", () => {
    expect(configKindCount).toBeGreaterThan(40);
  });

  it("is refused with a diagnostic, or passes the check of client.yaml", async () => {
    const wrong: string[] = [];
    let refused = 0;
    for (const { name, text } of configs) {
      const { report, list } = new Diagnostics();
      if ((await readClientConfig(text, "client.yaml", report)) !== null) continue;
      refused += 1;
      if (!list.some(({ severity, code }) => severity === "error" && code === "config-value")) wrong.push(name);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(configs.length / 4);
  });

  it("leaves nothing in the output that no template prints, even when a program hands it over unchecked", async () => {
    const wrong: string[] = [];
    for (const [index, config] of configs.entries()) {
      const { files, found } = await attempt(victim, { config: unchecked(config) });
      if (found.length > 0 || files.length === 0) wrong.push(`${config.name}: ${found[0]?.message ?? "no output"}`);
      wrong.push(...files.filter(({ path }) => !isSafePath(path)).map(({ path }) => `${config.name}: the file ${path}`));
      if (index % 7 === 0) sample.push({ name: config.name, files });
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("runs nothing when its client is imported and made", async () => {
    expect(sample.length).toBeGreaterThan(100);
    expect(await importAll(sample)).toEqual([]);
  }, 120_000);
});
