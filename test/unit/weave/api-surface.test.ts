import { describe, expect, it } from "@jest/globals";
import { apiSurface } from "../../../generator/weave/api-surface.js";

const text = `// Test 1. Generated.

const hidden: Operation = { id: "x" };

/** A pet. */
export interface Pet extends Base {
  /** Its name. */
  name: string;
  "a /** b": 1;
}

export type Id = string | number;

export const shape: Shape = { type: "object" };

/** Gets it. */
export function getPet(
  client: Client,
  input: Pet = {},
): Reply<Pet> {
  return call(client, hidden, input);
}

export class Pets {
  readonly #client: Client;
  /** Sub. */
  readonly sub: Sub;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Gets it. */
  get(input?: Pet): Reply<Pet> {
    return getPet(this.#client, input);
  }
}
`;

describe("the API surface of generated code", () => {
  it("lists what a caller can name, without bodies and comments", async () => {
    const entries = await apiSurface([
      { path: "operations/pets.ts", text },
      { path: "manifest.json", text: "{}" },
    ]);
    expect(entries.map(({ kind, name, signature }) => `${kind} ${name}: ${signature}`)).toEqual([
      "type Id: export type Id = string | number;",
      'interface Pet: export interface Pet extends Base { name: string; "a /** b": 1; }',
      "class Pets: readonly sub: Sub;",
      "method Pets.get: get(input?: Pet): Reply<Pet>",
      "function getPet: export function getPet( client: Client, input: Pet = {}, ): Reply<Pet>",
      "const shape: shape: Shape",
    ]);
  });
});
