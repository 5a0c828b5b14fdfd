import type { Api } from "../ir/index.js";
import type { Plan } from "../plan/views.js";

/** What is known about a symbol of the client; printed line by line, or as JSON. */
export type Explanation = Readonly<Record<string, string | readonly string[]>>;

/** Looks a function (`listPets`), a façade call (`pets.list`) or a model (`Pet`, `PetInput`) up; null when there is none. */
export function explain(symbol: string, made: { readonly api: Api; readonly plan: Plan }): Explanation | null {
  return explainOperation(symbol, made) ?? explainModel(symbol, made);
}

function explainOperation(symbol: string, { api, plan }: { readonly api: Api; readonly plan: Plan }): Explanation | null {
  const entry = Object.entries(plan.manifest.operations).find(
    ([, names]) => names.function === symbol || `${names.group}.${names.method}` === symbol || names.id === symbol,
  );
  if (entry === undefined) return null;
  const [key, names] = entry;
  const space = key.indexOf(" ");
  const [method, path] = [key.slice(0, space), key.slice(space + 1).split("?")[0]];
  const operation = api.operations.find((each) => each.method === method && each.path === path && (each.id === names.id || names.id === null));
  const renamed = Object.entries(names.inputs).map(([place, input]) => `${place} as ${input}`);
  return {
    operation: key,
    function: names.function,
    call: `${names.group}.${names.method}`,
    file: fileOf(names.function, plan),
    "comes from": operation?.at ?? "?",
    "named by": names.id === null ? "method and path (the document gives no operationId)" : `operationId ${names.id}`,
    ...(operation !== undefined && operation.tags.length > 0 ? { tags: operation.tags } : {}),
    ...(names.body === null ? {} : { body: names.body === "flat" ? "its fields are inputs of their own" : "under its own input" }),
    ...(renamed.length === 0 ? {} : { renamed }),
  };
}

function explainModel(symbol: string, { api, plan }: { readonly api: Api; readonly plan: Plan }): Explanation | null {
  const entry = Object.entries(plan.manifest.models).find(([, name]) => name === symbol);
  if (entry === undefined) return null;
  const [key] = entry;
  const isInput = key.endsWith(" input");
  const place = isInput ? key.slice(0, -" input".length) : key;
  const model = api.models.find((each) => each.key === place || each.key.endsWith(place));
  const other = plan.manifest.models[isInput ? place : `${place} input`];
  return {
    model: symbol,
    file: "models.ts",
    "comes from": model?.at ?? place,
    "named by": model === undefined || model.name === symbol ? "its name in the document" : `its name in the document, ${model.name}`,
    ...(other === undefined
      ? {}
      : { side: `${isInput ? "what is sent" : "what comes back"}; ${other} is the other side (readOnly and writeOnly fields differ)` }),
  };
}

function fileOf(functionName: string, plan: Plan): string {
  const file = plan.files.find((each) => each.template === "operations" && each.view.operations.some((operation) => operation.functionName === functionName));
  return file?.path ?? "?";
}
