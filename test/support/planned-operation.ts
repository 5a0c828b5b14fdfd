import type { ConstantValue, SymbolRef } from "../../generator/plan/views.js";
import * as runtime from "../../runtime/index.js";
import { xml } from "../../runtime/xml/index.js";
import type { Planned } from "../unit/plan/build.js";

/** The operation constant that generated code would hold: symbols of the runtime and shapes of `schemas.ts` in their places. */
export function plannedOperation(planned: Planned, name: string): runtime.Operation {
  const shapes = new Map(planned.plan.files.flatMap((file) => (file.template === "schemas" ? file.view.shapes.map((each) => [each.name, each.shape]) : [])));
  const known: Readonly<Record<string, unknown>> = { ...runtime, xml };
  const found = (symbol: SymbolRef): unknown => (symbol.from === "schemas" ? read(shapes.get(symbol.name) ?? null) : known[symbol.name]);
  const read = (value: ConstantValue): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(read);
    const node = value as { readonly [key: string]: ConstantValue }; // neither a scalar nor a list
    if ("$json" in node) return node["$json"];
    if ("$symbol" in node) return found(node["$symbol"] as unknown as SymbolRef); // that is what stands under $symbol
    if ("$lazy" in node) return () => found(node["$lazy"] as unknown as SymbolRef); // and under $lazy
    return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, read(member)]));
  };
  return read(planned.operation(name).constant) as runtime.Operation; // the plan prints nothing else there
}
