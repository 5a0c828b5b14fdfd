import { expect, it } from "@jest/globals";

it("the demo's realtime session: presence, acknowledged orders, a cut, a resume, nothing lost or twice", async () => {
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = ((text: string) => written.push(text) > 0) as typeof write;
  try {
    await import("../../../specs/ably/demo.js");
  } finally {
    process.stdout.write = write;
  }
  const lines = written
    .join("")
    .split("\n")
    .map((line) => line.replace(/^ +\d+ ms +/, ""));
  expect(lines).toContain("✓ present: kitchen, till 4");
  expect(lines.filter((line) => line.includes("hears order"))).toEqual([1, 2, 3, 4].map((id) => `kitchen  hears order ${id} of till 4`));
  expect(lines).toContain("kitchen  connected → disconnected  The link broke (1006)");
  expect(lines).toContain("✓ resumed as the same connection; heard, in order and once each: 1, 2, 3, 4");
});
