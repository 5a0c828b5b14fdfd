import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { jsonFault } from "../../../generator/load/json-fault.js";

const told = (text: string): string | null => {
  const fault = jsonFault(text);
  return fault === null ? null : `${fault.offset}: ${fault.wanted}, not ${fault.found}`;
};

describe("the fault of a JSON text", () => {
  it.each([
    { given: '{"a": 1,}', want: "8: a key in double quotes, not }" },
    { given: '{"a": [1, 2,\n  ]]}', want: "15: a value, not ]" },
    { given: '{"a": [1 2]}', want: '9: "," or "]", not 2' },
    { given: "{a: 1}", want: '1: a key in double quotes or "}", not a' },
    { given: "{'a': 1}", want: "1: a key in double quotes or \"}\", not 'a'" },
    { given: '{"a": tru}', want: "6: a value, not tru" },
    { given: '{"a": 01}', want: "6: a value, not 01" },
    { given: '{"a": "x\ny"}', want: '6: a value, not "x' },
    { given: '{"a" 1}', want: '5: ":", not 1' },
    { given: '{"a": 1}}', want: "8: nothing more, not }" },
    { given: '{"a": [1', want: '8: "," or "]", not null' },
    { given: "{", want: '1: a key in double quotes or "}", not null' },
    { given: "[1, // one\n2]", want: "4: a value, not //" },
  ])("in $given is $want", ({ given, want }) => {
    expect(told(given)).toBe(want);
  });

  it("is found in exactly those texts that JSON.parse rejects", () => {
    const mutated = fc.tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "]", "}", '"', "\\", "0", "e", " ", "\n", "x"));
    fc.assert(
      fc.property(mutated, ([text, at, piece]) => {
        const place = at % (text.length + 1);
        const given = text.slice(0, place) + piece + text.slice(place + (piece === "" ? 1 : 0));
        const isSound = (): boolean => {
          try {
            JSON.parse(given);
            return true;
          } catch {
            return false;
          }
        };
        expect(jsonFault(given) === null).toBe(isSound());
      }),
      { numRuns: 2_000 },
    );
  });
});
