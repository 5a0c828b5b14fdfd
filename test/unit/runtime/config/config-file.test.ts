// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of config files

import { describe, expect, it } from "@jest/globals";
import { optionsFromFile } from "../../../../runtime/config/config-file.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import { InputError } from "../../../../runtime/core/errors.js";

const api: ApiDefinition = { name: "acme", version: "1", environments: { us: "https://us.test" } };
const read = (acme: unknown, variables = {}) => optionsFromFile({ acme }, api, { variables });

describe("optionsFromFile", () => {
  it("reads the API's own section and no other", () => {
    const acme = {
      environment: "us",
      variables: { tenant: "t" },
      timeout: 100,
      retries: 0,
      headers: { a: "b" },
      hosts: ["x.test"],
      auth: { key: "k", oauth: { clientId: "c" } },
    };
    expect(optionsFromFile({ $schema: "x", acme, other: { nonsense: 1 } }, api)).toEqual(acme);
    expect(optionsFromFile({ other: {} }, api)).toEqual({});
    expect(optionsFromFile(null, api)).toEqual({});
    expect(optionsFromFile(undefined, api)).toEqual({});
    expect(read({ auth: "open" })).toEqual({ auth: "open" });
    expect(read(null)).toEqual({});
  });

  it("lets a profile win over what stands beside it", () => {
    const document = {
      profile: "test",
      acme: { timeout: 1, headers: { a: "1" } },
      profiles: { test: { acme: { timeout: 2 } }, live: { acme: { headers: { b: "2" } } }, empty: {} },
    };
    expect(optionsFromFile(document, api)).toEqual({ timeout: 2, headers: { a: "1" } });
    expect(optionsFromFile(document, api, { profile: "live" })).toEqual({ timeout: 1, headers: { a: "1", b: "2" } });
    expect(optionsFromFile(document, api, { profile: "empty" })).toEqual({ timeout: 1, headers: { a: "1" } });
  });

  it("fills variables in, wherever texts stand", () => {
    const given = { baseUrl: "https://${HOST}/v1", auth: { oauth: { clientSecret: "${SECRET}", scopes: ["${SCOPE:-all}"] } }, timeout: "${WAIT:-250}" };
    expect(read(given, { HOST: "h.test", SECRET: "s" })).toEqual({
      baseUrl: "https://h.test/v1",
      auth: { oauth: { clientSecret: "s", scopes: ["all"] } },
      timeout: 250,
    });
  });

  it.each<[string, () => unknown, object]>([
    ["a missing variable", () => read({ baseUrl: "${HOST}" }), { message: "config file.acme.baseUrl needs the variable HOST", remedy: "Set HOST" }],
    ["an unknown option", () => read({ timeuot: 1 }), { message: "config file.acme.timeuot is no option", remedy: expect.stringContaining("timeout") }],
    ["an option named like a method", () => read({ toString: "x" }), { message: "config file.acme.toString is no option" }],
    ["text for a number", () => read({ timeout: "soon" }), { message: "config file.acme.timeout must be a number" }],
    ["a negative number", () => read({ retries: -1 }), { message: "config file.acme.retries must be a number" }],
    ["a number for text", () => read({ baseUrl: 1 }), { message: "config file.acme.baseUrl must be text" }],
    ["a text for a list", () => read({ hosts: "a" }), { message: "config file.acme.hosts must be a list of texts" }],
    ["a number in a map", () => read({ headers: { a: 1 } }), { message: "config file.acme.headers must be names with texts" }],
    ["a list for credentials", () => read({ auth: ["k"] }), { message: 'config file.acme.auth must be credentials by scheme, or "open"' }],
    ["a section that is a list", () => read([]), { message: "config file.acme must hold names and values" }],
    ["a file that is a text", () => optionsFromFile("x", api, { source: "a.yaml" }), { message: "a.yaml must hold names and values" }],
    [
      "an unknown profile",
      () => optionsFromFile({ profiles: { a: {}, b: {} } }, api, { profile: "c" }),
      { message: 'config file has no profile "c"', remedy: "Choose one of: a, b" },
    ],
    ["a profile of a file without any", () => optionsFromFile({ profile: "c" }, api), { remedy: "Choose one of: (there are none)" }],
    ["a profile that is no name", () => optionsFromFile({ profile: 1 }, api), { message: 'config file has no profile "1"' }],
  ])("refuses %s, naming the place", (_, run, want) => {
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject(want);
  });
});
