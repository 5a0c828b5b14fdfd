import { describe, expect, it } from "@jest/globals";
import { type Docs, type Meta, noDocs, type Schema } from "../../../../generator/ir/index.js";
import { docsView, emptyDocs } from "../../../../generator/plan/docs/docs.js";
import { integer, meta, oneOfValues, text } from "../build.js";

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
    ["what the description begins with", { summary: "Deletes a pet", description: "Delete a pet by its id." }, ["Delete a pet by its id."]],
    ["what the summary begins with", { summary: "Delete a pet by its id", description: "Delete a pet." }, ["Delete a pet by its id"]],
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
    const schema = { ...integer, meta: meta({ limits: [{ rule: "minimum", value: 1 }] }) };
    const said = (description: string) => docsView(docs({ description }), schema).lines;
    expect(said("How many.")).toEqual(["How many. At least 1."]);
    expect(said("How many")).toEqual(["How many. At least 1."]);
    expect(said("How many:")).toEqual(["How many:", "", "At least 1."]);
    expect(said("See https://a.example/x")).toEqual(["See https://a.example/x", "", "At least 1."]);
    expect(said("How many.\nOr none.")).toEqual(["How many.", "Or none.", "", "At least 1."]);
    expect(docsView(noDocs, schema).lines).toEqual(["At least 1."]);
    expect(said("Page, from 1.")).toEqual(["Page, from 1."]);
  });

  it("tell no rule that a value of its kind can't break", () => {
    const limits = [
      { rule: "uniqueItems", value: true },
      { rule: "minimum", value: 1 },
      { rule: "minLength", value: 2 },
    ];
    expect(docsView(noDocs, saying({ limits })).lines).toEqual(["At least 2 characters."]);
    expect(docsView(noDocs, { ...integer, meta: meta({ limits }) }).lines).toEqual(["At least 1."]);
  });

  it("read HTML as Markdown", () => {
    expect(docsView(docs({ summary: "<b>Pets</b>", description: "<p>All <code>pets</code>.</p><p>Newest first.</p>" })).lines).toEqual([
      "**Pets**",
      "",
      "All `pets`.",
      "",
      "Newest first.",
    ]);
  });

  it("tell default, examples, link and deprecation as tags, in this order", () => {
    const given = docs({ deprecated: true, deprecation: "Use pets.", examples: [1, 2, 3], link: { url: "https://a.example", description: "More\nlines" } });
    expect(docsView(given, saying({ default: { value: 7 } })).tags).toEqual([
      { tag: "default", text: "7" },
      { tag: "example", text: "1" },
      { tag: "example", text: "2" },
      { tag: "see", text: "https://a.example More" },
      { tag: "deprecated", text: "Use pets." },
    ]);
  });

  it("leave a default of null out, and examples that are long or show nothing new", () => {
    expect(docsView(noDocs, saying({ default: { value: null } })).tags).toEqual([]);
    expect(docsView(docs({ examples: ["x".repeat(200), null, 7, 7, "a"] }), saying({ default: { value: 7 } })).tags).toEqual([
      { tag: "default", text: "7" },
      { tag: "example", text: '"a"' },
    ]);
    expect(docsView(docs({ examples: ["a"] }), oneOfValues("a", "b")).tags).toEqual([]);
  });

  it("cut long defaults, never through a character", () => {
    const [tag] = docsView(noDocs, saying({ default: { value: "😀".repeat(200) } })).tags;
    expect(tag?.text.length).toBeLessThanOrEqual(121);
    expect(() => encodeURIComponent(tag?.text ?? "")).not.toThrow(); // half of a pair can't be encoded
    expect(tag?.text.endsWith("😀…")).toBe(true);
  });

  it.each([
    { name: "pet_type", title: "Pet Type", want: [] },
    { name: "Item-Input", title: "Item", want: [] },
    { name: "dob", title: "Date of birth", want: ["Date of birth"] },
    { name: "", title: "A title", want: ["A title"] },
    { name: "x", title: "!", want: [] },
    { name: "settings", title: "balance_settings_param", want: [] },
    { name: "it", title: "petResponseDto", want: [] },
  ])("name the title $title of $name only where it says more", ({ name, title, want }) => {
    expect(docsView(noDocs, saying({ title }), name).lines).toEqual(want);
  });
});
