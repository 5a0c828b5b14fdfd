import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import { loadOptions } from "../../../../runtime/node/load-options.js";

const api: ApiDefinition = {
  name: "acme",
  version: "1",
  environments: {},
  env: { ACME_URL: "baseUrl", ACME_KEY: "auth.key", ACME_ID: "auth.oauth.clientId", ACME_SECRET: "auth.oauth.clientSecret", ACME_TIMEOUT: "timeout" },
};
let folder: string;
const put = (name: string, text: string) => writeFile(join(folder, name), text);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "clientwright-"));
});

describe("loadOptions", () => {
  it("goes from variables over .env and the config file to what is given, each stronger than the one before", async () => {
    await put(".env", "ACME_URL=https://dotenv.test\nACME_TIMEOUT=2");
    await put("clientwright.json", JSON.stringify({ acme: { timeout: 3, retries: 3 } }));
    const variables = { ACME_URL: "https://env.test", ACME_TIMEOUT: "1", ACME_KEY: "k" };
    expect(await loadOptions(api, { folder, variables, options: { retries: 4 } })).toEqual({
      baseUrl: "https://dotenv.test",
      timeout: 3,
      retries: 4,
      auth: { key: "k" },
    });
  });

  it("completes credentials of the file with a secret from .env", async () => {
    await put(".env", "ACME_SECRET=s");
    await put("clientwright.yaml", "acme:\n  auth:\n    oauth: { clientId: c }\n");
    expect(await loadOptions(api, { folder, variables: { ACME_KEY: "k" } })).toEqual({ auth: { oauth: { clientId: "c", clientSecret: "s" } } });
  });

  it("takes a profile and a path from the caller, or from variables", async () => {
    await put("my.yml", "acme: { timeout: 1 }\nprofiles:\n  test: { acme: { timeout: 2 } }\n");
    const path = join(folder, "my.yml");
    expect(await loadOptions(api, { folder, path, variables: {} })).toEqual({ timeout: 1 });
    expect(await loadOptions(api, { folder, path, profile: "test", variables: {} })).toEqual({ timeout: 2 });
    expect(await loadOptions(api, { folder, variables: { CLIENTWRIGHT_CONFIG: path, CLIENTWRIGHT_PROFILE: "test" } })).toEqual({ timeout: 2 });
  });

  it("fills variables of .env into the file", async () => {
    await put(".env", "HOST=h.test");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the config file
    await put("clientwright.json", JSON.stringify({ acme: { baseUrl: "https://${HOST}" } }));
    expect(await loadOptions(api, { folder, variables: {} })).toEqual({ baseUrl: "https://h.test" });
  });

  it("needs no file at all, and reads the process by default", async () => {
    expect(await loadOptions(api, { folder })).toEqual({});
    expect(await loadOptions({ ...api, env: {} })).toEqual({});
  });

  it("names the file that it can't find, read or understand", async () => {
    await put("bad.json", "{");
    await put("bad.yaml", "a: [");
    await put("odd.json", '{"acme":{"nonsense":1}}');
    const load = (name: string) => loadOptions(api, { folder, path: join(folder, name), variables: {} });
    await expect(load("none.json")).rejects.toMatchObject({ kind: "input", message: `The config file ${join(folder, "none.json")} does not exist` });
    await expect(load("bad.json")).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("bad.json can't be read") });
    await expect(load("bad.yaml")).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("bad.yaml can't be read") });
    await expect(load("odd.json")).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("odd.json.acme.nonsense is no option") });
    await expect(loadOptions(api, { folder, path: folder, variables: {} })).rejects.toThrow("EISDIR");
    await expect(loadOptions(api, { folder, profile: "test", variables: {} })).rejects.toThrow('no config file with a profile "test"');
  });
});
