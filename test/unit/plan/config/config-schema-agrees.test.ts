import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { JsonValue } from "../../../../generator/ir/index.js";
import { checkConfig } from "../../../../generator/plan/config/check-config.js";
import { type ConfigSchema, clientConfigSchema } from "../../../../generator/plan/config/client-config-schema.js";

const validate = new Ajv2020({ strict: true, strictTypes: false, unicodeRegExp: true }).compile(clientConfigSchema);

/** Values that fit a schema more often than not, with keys and values mixed up now and then. */
function near(schema: ConfigSchema, depth = 0): fc.Arbitrary<JsonValue> {
  const odd: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(null, true, false, 0, 7, "", "x", "page", [], {}, ["x"], { x: 1 });
  return fc.oneof({ weight: 150, arbitrary: fitting(schema, depth) }, { weight: 1, arbitrary: odd });
}

function fitting(schema: ConfigSchema, depth: number): fc.Arbitrary<JsonValue> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((member) => near(member, depth)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.type === "number") return fc.integer();
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "array") return depth > 6 ? fc.constant([]) : fc.array(near(schema.items ?? {}, depth + 1), { maxLength: 2 });
  if (schema.pattern !== undefined) return fc.constantFrom(...["acme", "Acme"].filter((text) => new RegExp(schema.pattern ?? "", "u").test(text)));
  if (schema.type !== "object") return fc.constantFrom("acme", "Acme", "/data", "x y");
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, near(inner, depth + 1)])), { requiredKeys: [...required] });
  const others = additionalProperties ? near(additionalProperties, depth + 1) : fc.constant<JsonValue>(1);
  const extra = fc.dictionary(fc.constantFrom("a", "GET /x", "styel"), others, { maxKeys: additionalProperties ? 2 : 1 });
  return fc.tuple(known, additionalProperties ? extra : fc.oneof({ weight: 150, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: extra })).map(
    ([one, two]) => ({ ...one, ...two }) as JsonValue, // both are made of JSON values
  );
}

describe("the JSON Schema of client.yaml and its reader", () => {
  it("agree on what is allowed, as any validator of JSON Schema reads it", () => {
    let allowed = 0;
    fc.assert(
      fc.property(near(clientConfigSchema, 0), (config) => {
        const isAllowed = validate(config);
        if (isAllowed) allowed += 1;
        expect(checkConfig(config, clientConfigSchema).length === 0).toBe(isAllowed);
      }),
      { numRuns: 1_500 },
    );
    expect(allowed).toBeGreaterThan(50);
  });

  it("describe every key, for editors show it", () => {
    const bare: string[] = [];
    const visit = (schema: ConfigSchema, path: string): void => {
      for (const member of schema.anyOf ?? []) visit(member, path);
      for (const [key, inner] of Object.entries(schema.properties ?? {})) {
        if (inner.description === undefined) bare.push(`${path}/${key}`);
        visit(inner, `${path}/${key}`);
      }
      if (schema.additionalProperties) visit(schema.additionalProperties, `${path}/*`);
      if (schema.items !== undefined) visit(schema.items, `${path}/0`);
    };
    visit(clientConfigSchema, "");
    expect(bare).toEqual([]);
  });
});
