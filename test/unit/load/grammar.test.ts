import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/json.js";
import { childPlace, type Place } from "../../../generator/load/grammar.js";

describe("the place of a value", () => {
  it.each<{ name: string; place: Place; key: string; parent?: JsonValue; want: Place }>([
    { name: "an object of the specification", place: "node", key: "schema", want: "node" },
    { name: "a map whose keys are chosen by the author", place: "node", key: "properties", want: "names" },
    { name: "a property that is named like a keyword", place: "names", key: "example", want: "node" },
    { name: "a property that is named properties", place: "names", key: "properties", want: "node" },
    { name: "an example", place: "node", key: "example", want: "literal" },
    { name: "a default", place: "node", key: "default", want: "literal" },
    { name: "a vendor extension", place: "node", key: "x-internal", want: "literal" },
    { name: "a header that begins with x-", place: "names", key: "x-rate-limit", want: "node" },
    { name: "an extension that holds path items", place: "node", key: "x-webhooks", want: "names" },
    { name: "an extension that holds parameters", place: "node", key: "x-ms-parameterized-host", want: "node" },
    { name: "the examples of a media type", place: "node", key: "examples", parent: { examples: { a: {} } }, want: "names" },
    { name: "the examples of a schema", place: "node", key: "examples", parent: { examples: [{}] }, want: "literal" },
    { name: "an item of a list of parameters", place: "names", key: "0", parent: [{}], want: "node" },
    { name: "an item of oneOf", place: "node", key: "0", parent: [{}], want: "node" },
    { name: "anything inside an example", place: "literal", key: "properties", want: "literal" },
  ])("is known: $name", ({ place, key, parent, want }) => {
    expect(childPlace(place, key, parent ?? { [key]: {} })).toBe(want);
  });
});
