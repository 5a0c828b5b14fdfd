import { describe, expect, it } from "@jest/globals";
import type { ApiDefinition, SchemeDefinition } from "../../../../runtime/core/api-definition.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";

describe("plain values as credentials", () => {
  const table: { scheme: SchemeDefinition; value: string | { username: string; password: string }; want: Record<string, string> }[] = [
    { scheme: { type: "apiKey", in: "header", name: "X-Key" }, value: "k", want: { "x-key": "k" } },
    { scheme: { type: "bearer" }, value: "t", want: { authorization: "Bearer t" } },
    { scheme: { type: "basic" }, value: { username: "u", password: "p" }, want: { authorization: "Basic dTpw" } },
    { scheme: { type: "http", scheme: "Custom" }, value: "v", want: { authorization: "Custom v" } },
  ];
  it.each(table)("$scheme.type", async ({ scheme, value, want }) => {
    const api: ApiDefinition = { name: "t", version: "1", environments: { default: "http://test.invalid" }, auth: { it: scheme }, security: ["it"] };
    const { client, calls } = clientWith([{}], { auth: { it: value } }, api);
    await call(client, { id: "op", path: "/" });
    expect(calls[0]?.headers).toMatchObject(want);
  });
});
