import { type Content, isWideInteger, type Operation, type Schema } from "../../ir/index.js";
import type { InputPlan } from "../operations/inputs.js";
import { type ReplyKind, replyKind } from "../operations/media.js";
import { compact } from "../operations/operation-constant.js";
import type { OutputPlan } from "../operations/outputs.js";
import { successes } from "../operations/reply-forms.js";
import type { ConstantValue, TypeStyle } from "../views.js";
import { type Models, resolve, walkSchema } from "./schema-views.js";
import { type ShapeSetting, shapeOf, xmlFacts } from "./shapes.js";

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

/** Whether any format is delivered otherwise than it stands on the wire. */
export function mayConvert({ dates, int64 }: TypeStyle): boolean {
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
      if (part.kind === "number" && part.moment !== undefined) found ||= style.dates !== "string";
      if (part.kind === "number") found ||= style.int64 === "bigint" && isWideInteger(part.format);
      if (part.kind !== "ref" || seen.has(part.model)) return;
      seen.add(part.model);
      const model = models.get(part.model);
      if (model !== undefined) queue.push(model.schema);
    });
  }
  return found;
}

/** The whole input object: parameters and body fields under their keys, an XML body with its root element's name. */
function inputShape(input: InputPlan, setting: ConversionSetting): ConstantValue | undefined {
  const { view } = input;
  if (view === null) return undefined;
  const xml = input.bodies.find(({ kind }) => kind === "xml");
  const root = xml?.content.schema == null ? null : { at: xml.at, shape: rootShape(xml.content.schema, setting) };
  const fields = [
    ...view.fields.filter(({ name }) => name !== root?.at).map(({ name, type }) => [name, type.schema] as const),
    ...view.variants
      .filter(({ at }) => at !== root?.at)
      .map(({ at, type }) => [at, type.schema] as const)
      .slice(0, 1),
  ].filter(([, schema]) => converts(schema, setting));
  const own = fields.map(([name, schema]): readonly [string, ConstantValue] => [name, shapeOf(schema, setting.shapes)]);
  if (root !== null && root.at !== null) own.push([root.at, root.shape]);
  const flat = view.body !== null && converts(view.body.type.schema, setting) ? shapeOf(view.body.type.schema, setting.shapes) : null;
  const base = root !== null && root.at === null ? root.shape : flat;
  const named = own.length > 0 ? { type: "object", fields: Object.fromEntries(own) } : null;
  if (base !== null && named !== null) return { allOf: [base, named] };
  return base ?? named ?? undefined;
}

/** The shape of an XML body: its root element is called as the document says, else as the model. */
function rootShape(schema: Schema, { models, shapes }: ConversionSetting): ConstantValue {
  const model = schema.kind === "ref" ? models.get(schema.model) : undefined;
  const said = schema.meta?.xml ?? model?.schema.meta?.xml ?? null;
  if (model === undefined || (said !== null && said.name !== null)) return shapeOf(schema, shapes);
  return { allOf: [shapeOf({ ...schema, meta: null }, shapes)], xml: { ...(said === null ? {} : xmlFacts(said)), name: model.name } };
}

function outputShapes(operation: Operation, output: OutputPlan, setting: ConversionSetting): ConstantValue | undefined {
  const shapes: [string, ConstantValue][] = [];
  const item = output.stream ? itemSchema(output, setting.models) : null;
  for (const response of successes(operation.responses)) {
    if (item !== null) {
      if (converts(item, setting)) shapes.push([response.status, shapeOf(item, setting.shapes)]);
      continue;
    }
    const found = (kind: ReplyKind): Content | undefined => response.contents.find((each) => replyKind(each, setting.models) === kind);
    const content = output.out === "xml" ? (found("xml") ?? found("json")) : (found("json") ?? found("xml"));
    if (content?.schema != null && (output.xml || converts(content.schema, setting))) shapes.push([response.status, shapeOf(content.schema, setting.shapes)]);
  }
  for (const { status, type } of output.errors) if (output.xml || converts(type.schema, setting)) shapes.push([status, shapeOf(type.schema, setting.shapes)]);
  return shapes.length > 0 ? Object.fromEntries(shapes) : undefined;
}

/** What the runtime decodes of a stream: the item, or the data of a whole event. */
function itemSchema({ type: { schema }, items }: OutputPlan, models: Models): Schema {
  if (items === null || typeof items !== "object" || !("item" in items)) return schema;
  const data = eventData(schema, models);
  const [first = schema] = data;
  return data.length === 1 ? first : { kind: "union", of: data, tag: null, at: "at" in schema ? schema.at : "", meta: null };
}

function eventData(schema: Schema, models: Models): readonly Schema[] {
  const found = resolve(schema, models);
  if (found.kind === "union" || found.kind === "all") return found.of.flatMap((part) => eventData(part, models));
  return found.kind === "object" ? found.fields.filter(({ name }) => name === "data").map((field) => field.schema) : [];
}
