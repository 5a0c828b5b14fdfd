import { describe, expect, it } from "@jest/globals";
import { type Docs, type Meta, noDocs, type Schema } from "../../../generator/ir/index.js";
import { docsView, emptyDocs, sentence } from "../../../generator/plan/docs.js";
import { meta, text } from "./build.js";

const docs = (said: Partial<Docs>): Docs => ({ ...noDocs, ...said });
/** A schema that says something about itself. */
const saying = (said: Partial<Meta>): Schema => ({ ...text, meta: meta(said) });

describe("docs", () => {
  it("are shared where there is nothing to say", () => {
    expect(docsView(noDocs)).toBe(emptyDocs);
  });

  it("put the summary before the description, a blank line between", () => {
    expect(docsView(docs({ summary: "Lists pets.", description: "\n\nAll of them.\r\n\r\nNewest first.  \n" })).lines).toEqual([
      "Lists pets.",
      "",
      "All of them.",
      "",
      "Newest first.",
    ]);
  });

  it.each<[string, Partial<Docs>, string[]]>([
    ["the same twice", { summary: "Pets.", description: "Pets." }, ["Pets."]],
    ["a blank summary", { summary: " ", description: "Pets." }, ["Pets."]],
    ["a blank description", { summary: "Pets.", description: "\n" }, ["Pets."]],
    ["other line ends", { description: "a\u2028b\u2029c\rd" }, ["a", "b", "c", "d"]],
  ])("say %s once", (_, given, want) => {
    expect(docsView(docs(given)).lines).toEqual(want);
  });

  it("take what the schema says where the place says nothing", () => {
    expect(docsView(noDocs, saying({ title: "A pet", docs: noDocs })).lines).toEqual(["A pet"]);
    expect(docsView(noDocs, saying({ title: "A pet", docs: docs({ description: "Tame." }) })).lines).toEqual(["Tame."]);
    expect(docsView(docs({ description: "Here." }), saying({ docs: docs({ description: "Tame." }) })).lines).toEqual(["Here."]);
  });

  it("tell the rules as sentences after the prose", () => {
    const limits = [
      { rule: "minimum", value: 1 },
      { rule: "maximum", value: 100 },
      { rule: "unheardOf", value: 3 },
    ];
    expect(docsView(docs({ description: "How many." }), saying({ limits })).lines).toEqual(["How many.", "", "At least 1. At most 100."]);
    expect(docsView(noDocs, saying({ limits })).lines).toEqual(["At least 1. At most 100."]);
  });

  it("tell default, examples, link and deprecation as tags, in this order", () => {
    const given = docs({ deprecated: true, deprecation: "Use pets.", examples: [1, 2, 3], link: { url: "https://a.example", description: "More\nlines" } });
    expect(docsView(given, saying({ default: { value: null } })).tags).toEqual([
      { tag: "default", text: "null" },
      { tag: "example", text: "1" },
      { tag: "example", text: "2" },
      { tag: "see", text: "https://a.example More" },
      { tag: "deprecated", text: "Use pets." },
    ]);
  });

  it("cut long examples, never through a character", () => {
    const [tag] = docsView(docs({ examples: ["😀".repeat(200)] })).tags;
    expect(tag?.text.length).toBeLessThanOrEqual(121);
    expect(() => encodeURIComponent(tag?.text ?? "")).not.toThrow(); // half of a pair can't be encoded
    expect(tag?.text.endsWith("😀…")).toBe(true);
  });
});

describe("a rule", () => {
  it.each<[string, string | number | boolean, string[]]>([
    ["minLength", 1, ["At least 1 character."]],
    ["maxLength", 64, ["At most 64 characters."]],
    ["minItems", 2, ["At least 2 items."]],
    ["maxItems", 1, ["At most 1 item."]],
    ["minProperties", 1, ["At least 1 key."]],
    ["maxProperties", 9, ["At most 9 keys."]],
    ["exclusiveMinimum", 0, ["More than 0."]],
    ["exclusiveMaximum", 5, ["Less than 5."]],
    ["multipleOf", 0.01, ["A multiple of 0.01."]],
    ["uniqueItems", true, ["No item twice."]],
    ["uniqueItems", false, []],
    ["pattern", "^a*/$", ["Matches ^a*/$."]],
    ["x-else", 1, []],
  ])("%s %s reads %j", (rule, value, want) => {
    expect(sentence({ rule, value })).toEqual(want);
  });

  it.each([
    { name: "pet_type", title: "Pet Type", want: [] },
    { name: "Item-Input", title: "Item", want: [] },
    { name: "dob", title: "Date of birth", want: ["Date of birth"] },
    { name: "", title: "A title", want: ["A title"] },
    { name: "x", title: "!", want: [] },
  ])("name the title $title of $name only where it says more", ({ name, title, want }) => {
    expect(docsView(noDocs, saying({ title }), name).lines).toEqual(want);
  });
});
