import { describe, expect, it } from "@jest/globals";
import { twinsOf } from "../../../generator/write/twins.js";

describe("stale files on a disk that doesn't tell capitals apart", () => {
  it.each([
    { stale: ["Pets.ts"], current: ["pets.ts"], want: ["Pets.ts"] },
    { stale: ["operations/Pets.ts"], current: ["operations/pets.ts", "index.ts"], want: ["operations/Pets.ts"] },
    { stale: ["Operations/cats.ts"], current: ["operations/dogs.ts"], want: ["Operations/cats.ts"] },
    { stale: ["caf\u0065\u0301.ts"], current: ["caf\u00e9.ts"], want: ["caf\u0065\u0301.ts"] },
    { stale: ["cats.ts"], current: ["dogs.ts"], want: [] },
    { stale: ["operations/cats.ts"], current: ["operations/dogs.ts"], want: [] },
  ])("$stale beside $current: $want go before the new ones come", ({ stale, current, want }) => {
    expect([...twinsOf(stale, current).values()].flat()).toEqual(want);
  });
});
