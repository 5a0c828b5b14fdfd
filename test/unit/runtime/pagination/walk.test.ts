import { describe, expect, it } from "@jest/globals";
import { walk } from "../../../../runtime/pagination/walk.js";

describe("walk", () => {
  it("goes from input to input until there is none", async () => {
    const inputs: number[] = [];
    const fetchPage = async (input: number): Promise<string> => {
      inputs.push(input);
      return "x".repeat(input);
    };
    const seen: string[] = [];
    for await (const page of walk<number, string>(1, fetchPage, (page, input) => (page.length < 3 ? input + 1 : null))) seen.push(page);
    expect([seen, inputs]).toEqual([
      ["x", "xx", "xxx"],
      [1, 2, 3],
    ]);
  });

  it("fetches nothing that nobody asks for", async () => {
    const inputs: number[] = [];
    for await (const _ of walk<number, number>(
      1,
      async (input) => inputs.push(input),
      (_, input) => input + 1,
    ))
      break;
    expect(inputs).toEqual([1]);
  });
});
