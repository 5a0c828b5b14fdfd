import type { SchemasView } from "../plan/views.js";
import { printConstant } from "./constants.js";
import type { FileTypes } from "./declarations.js";
import { printDocs } from "./docs.js";
import { runtimeType } from "./runtime-symbols.js";
import { identifier } from "./tokens.js";

/** `export const PetShape: Shape = { ... };`, one per model. */
export function declareShapes(view: SchemasView, file: FileTypes): string[] {
  const type = file.types.symbol(runtimeType("Shape"));
  const shapes = view.shapes.map(({ name, docs, shape }) => {
    const constant = identifier(name);
    const text = printConstant(shape, (symbol) => file.types.symbol(symbol), constant.length + type.length + 18);
    return `${printDocs(docs, "")}export const ${constant}: ${type} = ${text};`;
  });
  const operations = printConstant(view.operations, (symbol) => file.types.symbol(symbol), 0);
  const record = `{ readonly [operation: string]: ${file.types.symbol(runtimeType("OperationShapes"))} }`;
  return [
    ...shapes,
    `/** Inputs and JSON replies of every operation: \`codecs: [inspect(operationShapes)]\`. */\nexport const operationShapes: ${record} = ${operations};`,
  ];
}
