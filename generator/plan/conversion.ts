import type { Operation, Schema } from "../ir/index.js";
import type { InputPlan } from "./inputs.js";
import { replyKind } from "./media.js";
import { compact } from "./operation-constant.js";
import { type OutputPlan, successes } from "./outputs.js";
import { type Models, walkSchema } from "./schema-views.js";
import { type ShapeSetting, shapeOf } from "./shapes.js";
import type { ConstantValue, TypeStyle } from "./views.js";

export interface ConversionSetting {
  readonly models: Models;
  readonly style: TypeStyle;
  readonly shapes: ShapeSetting;
}

/** The runtime's `convert`: shapes of inputs and replies, only where a value is delivered otherwise than it stands on the wire, or is XML. */
export function conversionOf(
  { operation, input, output }: { readonly operation: Operation; readonly input: InputPlan; readonly output: OutputPlan },
  setting: ConversionSetting,
): ConstantValue | null {
  if (!mayConvert(setting.style) && !output.xml && !input.bodies.some(({ kind }) => kind === "xml")) return null;
  const made = compact({ in: inputShape(input, setting), out: outputShapes(operation, output, setting) });
  return Object.keys(made).length > 0 ? made : null;
}

function mayConvert({ dates, int64 }: TypeStyle): boolean {
  return dates !== "string" || int64 === "bigint";
}

/** Whether values of the schema are converted anywhere inside it, references included. */
export function converts(schema: Schema, { models, style }: Pick<ConversionSetting, "models" | "style">): boolean {
  const seen = new Set<string>();
  const queue = [schema];
  let found = false;
  for (let current = queue.pop(); current !== undefined && !found; current = queue.pop()) {
    walkSchema(current, (part) => {
      if (part.kind === "string") found ||= style.dates !== "string" && (part.format === "date-time" || part.format === "date");
      if (part.kind === "number") found ||= style.int64 === "bigint" && part.format === "int64";
      if (part.kind !== "ref" || seen.has(part.model)) return;
      seen.add(part.model);
      const model = models.get(part.model);
      if (model !== undefined) queue.push(model.schema);
    });
  }
  return found;
}

/** The whole input object: parameters and body fields under their keys. */
function inputShape(input: InputPlan, setting: ConversionSetting): ConstantValue | undefined {
  const { view } = input;
  if (view === null) return undefined;
  const xml = input.bodies.some(({ kind }) => kind === "xml");
  const fields = [
    ...view.fields.map(({ name, type }) => [name, type.schema] as const),
    ...view.variants.slice(0, 1).map(({ at, type }) => [at, type.schema] as const),
  ];
  const used = fields.filter(([, schema]) => xml || converts(schema, setting));
  const base = view.body !== null && (xml || converts(view.body.type.schema, setting)) ? shapeOf(view.body.type.schema, setting.shapes) : null;
  const own = used.length > 0 ? { type: "object", fields: Object.fromEntries(used.map(([name, schema]) => [name, shapeOf(schema, setting.shapes)])) } : null;
  if (base !== null && own !== null) return { allOf: [base, own] };
  return base ?? own ?? undefined;
}

function outputShapes(operation: Operation, output: OutputPlan, setting: ConversionSetting): ConstantValue | undefined {
  const shapes: [string, ConstantValue][] = [];
  for (const response of successes(operation.responses)) {
    const content = response.contents.find((each) => ["json", "xml"].includes(replyKind(each, setting.models)));
    if (content?.schema != null && (output.xml || converts(content.schema, setting))) shapes.push([response.status, shapeOf(content.schema, setting.shapes)]);
  }
  for (const { status, type } of output.errors) if (output.xml || converts(type.schema, setting)) shapes.push([status, shapeOf(type.schema, setting.shapes)]);
  return shapes.length > 0 ? Object.fromEntries(shapes) : undefined;
}
