import { describe, expect, it } from "@jest/globals";
import { dialectOf, versionClaim } from "../../../generator/load/version.js";

describe("the version of a document", () => {
  it.each([
    { given: { openapi: "3.0.3" }, want: "openapi 3.0 3.0.3" },
    { given: { openapi: "3.0.0-RC1" }, want: "openapi 3.0 3.0.0-RC1" },
    { given: { openapi: 3.1 }, want: "openapi 3.1 3.1" },
    { given: { openapi: 3 }, want: "openapi 3.0 3.0" },
    { given: { openapi: "3.2.0" }, want: "openapi 3.2 3.2.0" },
    { given: { swagger: "2.0" }, want: "openapi 2.0 2.0" },
    { given: { swagger: 2 }, want: "openapi 2.0 2.0" },
    { given: { asyncapi: "2.6.0" }, want: "asyncapi async-2 2.6.0" },
    { given: { asyncapi: "3.0.0" }, want: "asyncapi async-3 3.0.0" },
  ])("is read from $given", ({ given, want }) => {
    const dialect = dialectOf(given);
    expect(dialect && `${dialect.kind} ${dialect.version} ${dialect.versionText}`).toBe(want);
  });

  it.each([{ openapi: "3.10.0" }, { openapi: "4.0.0" }, { swagger: "1.2" }, { asyncapi: "1.0.0" }, { openapi: null }, {}, null, []])(
    "is unknown in %j",
    (given) => {
      expect(dialectOf(given)).toBeNull();
    },
  );

  it("is quoted as it was claimed", () => {
    expect(versionClaim({ swagger: "1.2" })).toBe('swagger: "1.2"');
    expect(versionClaim({ info: {} })).toBeNull();
  });
});
