import { Diagnostics } from "../../generator/diagnostics.js";
import type { JsonValue } from "../../generator/ir/index.js";
import { loadDocument } from "../../generator/load/load.js";
import { lowerOpenApi } from "../../generator/openapi/lower.js";
import type { Operation } from "../../runtime/core/operation.js";
import { prepare } from "../../runtime/core/prepare.js";
import { clientWith } from "../support/client.js";
import { plannedOperation } from "../support/planned-operation.js";
import { planned } from "../unit/plan/build.js";

/** Schemas of what a parameter may hold: each is written in its own way. */
export const schemas = {
  scalar: {},
  list: { type: "array", items: {} },
  object: { type: "object", additionalProperties: true },
} as const satisfies Readonly<Record<string, JsonValue>>;
export type Shape = keyof typeof schemas;

/** A parameter as a document declares it. */
export interface Declared {
  readonly name?: string;
  readonly in: "path" | "query";
  readonly style?: string;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly schema: JsonValue;
}

/** What an operation makes of its input: `/at-...?...`. */
export type Address = (input: object) => Promise<string>;

const { client } = clientWith([]);

/** One operation for each list of parameters, from a document through every stage: `/at-{v}`, or `/at` where all stand in the query. */
export async function addressesOf(operations: readonly (readonly Declared[])[]): Promise<readonly Address[]> {
  const paths = Object.fromEntries(operations.map((params, index) => [`/at${index}${suffixOf(params)}`, { get: operationOf(params, index) }]));
  const text = JSON.stringify({ openapi: "3.2.0", info: { title: "Test", version: "1" }, paths });
  const { report, list } = new Diagnostics();
  const document = await loadDocument("-", { allowRemote: false, stdin: async () => text }, report);
  if (document === null) throw new Error(`The document can't be read: ${list[0]?.message}`);
  const made = planned(lowerOpenApi(document, report));
  return operations.map((_, index) => addressOf(plannedOperation(made, `operation${index}`)));
}

const suffixOf = (params: readonly Declared[]): string => params.flatMap((param) => (param.in === "path" ? [`-{${param.name ?? "v"}}`] : [])).join("");

const operationOf = (params: readonly Declared[], index: number): JsonValue => ({
  operationId: `operation${index}`,
  parameters: params.map((param) => ({ name: "v", required: param.in === "path", ...param })),
  responses: { 204: { description: "Nothing." } },
});

function addressOf(operation: Operation): Address {
  return async (input) => {
    const { url } = await prepare(client, operation, input);
    return url.replace(/^http:\/\/test\.invalid\/at\d+-?/, "").replace(/^\?/, "");
  };
}
