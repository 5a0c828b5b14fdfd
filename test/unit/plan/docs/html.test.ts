import { describe, expect, it } from "@jest/globals";
import { toMarkdown } from "../../../../generator/plan/docs/html.js";

describe("prose in HTML as Markdown", () => {
  it.each<[string, string, string]>([
    ["paragraphs", "<p>One.</p>\n\n<p>Two.</p>", "One.\n\nTwo."],
    ["paragraphs on one line", "<p>One.</p> <p> Two. </p>", "One.\n\nTwo."],
    ["line breaks", "One<br>two<br/>three<br />four", "One\ntwo\nthree\nfour"],
    ["code", "The <code>id</code> of <tt>a</tt>", "The `id` of `a`"],
    ["code that holds tags and entities", "<code>List&lt;Pet&gt; &amp; <b>x</b></code>", "`List<Pet> & x`"],
    ["emphasis", "<b>All</b>, <strong> some </strong>and <em>one</em>", "**All**, **some** and *one*"],
    ["links", 'See <a href="https://a.example/x?y=1&amp;z=2" target="_blank">the page</a>.', "See [the page](https://a.example/x?y=1&z=2)."],
    ["a link that is its own text", "<a href='https://a.example'>https://a.example</a>", "https://a.example"],
    ["links without an address", "<a name='x'>here</a>", "here"],
    ["lists", "Either:<ul><li>one</li><li> <p> two </p> </li></ul>or none.", "Either:\n\n- one\n- two\n\nor none."],
    ["headings", "<h3>Notes</h3>Text", "**Notes**\n\nText"],
    ["wrappers", "<note><span class='x'>Beware.</span></note>", "Beware."],
    ["marks without an end", "<b>All of it and <code>this", "All of it and this"],
    ["marks around nothing", "a <b></b>b", "a b"],
    ["ends without a beginning", "a</b> b</code>", "a b"],
    ["tags that it doesn't know", "Bearer <token> and <apiKey>", "Bearer <token> and <apiKey>"],
    ["code that is Markdown already", "Use `<p>` or\n```\n<br>\n```", "Use `<p>` or\n```\n<br>\n```"],
    ["tables", "| a<br>b |\n|---|", "| a<br>b |\n|---|"],
    ["what Markdown indents", "- a\n  - b<br>c", "- a\n  - b\nc"],
    ["comparisons", "a < b and c > d", "a < b and c > d"],
    ["entities", "Tom &amp; Jerry&nbsp;&quot;x&quot; &lt;id&gt; &unknown;", 'Tom & Jerry "x" &lt;id&gt; &unknown;'],
  ])("%s", (_, given, want) => {
    expect(toMarkdown(given)).toBe(want);
  });

  it("reads a hundred thousand tags in one go", () => {
    const open = "<b>".repeat(50_000) + "</b>".repeat(50_000);
    expect(toMarkdown(open)).toBe("");
    expect(toMarkdown("<a href='x'>".repeat(50_000))).toBe("");
    expect(toMarkdown(`<p>${"\n".repeat(100_000)}</p>`)).toBe("");
  });
});
