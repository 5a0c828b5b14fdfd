import { describe, expect, it } from "@jest/globals";
import { mergeApis } from "../../generator/merge-apis.js";
import { api, model, operation, text } from "./plan/build.js";

describe("several documents of one client", () => {
  const first = api({ title: "One", models: [model("Pet", text)], operations: [operation("GET /a")], tags: [] });
  const second = api({ title: "Two", models: [model("Pet", text), model("Dog", text)], operations: [operation("GET /a"), operation("GET /b")] });

  it("are one API with the first one's title, equal places once", () => {
    const merged = mergeApis([first, second]);
    expect(merged.title).toBe("One");
    expect(merged.models.map(({ name }) => name)).toEqual(["Pet", "Dog"]);
    expect(merged.operations.map(({ path }) => path)).toEqual(["/a", "/b"]);
  });

  it("that are one are left as they are, and none are an empty API", () => {
    expect(mergeApis([first])).toBe(first);
    expect(mergeApis([])).toMatchObject({ title: "", operations: [] });
  });

  it("keep the first of equal servers, schemes and tags", () => {
    const server = { url: "https://a.example", name: null, description: "first", variables: [], at: "x" };
    const one = api({ servers: [server] });
    const two = api({
      servers: [
        { ...server, description: "second" },
        { ...server, url: "https://b.example" },
      ],
    });
    expect(mergeApis([one, two]).servers.map(({ description, url }) => [url, description])).toEqual([
      ["https://a.example", "first"],
      ["https://b.example", "first"],
    ]);
  });
});
