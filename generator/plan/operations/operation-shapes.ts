import type { Model, Operation } from "../../ir/index.js";
import { type ShapeSetting, shapeOf } from "../schemas/shapes.js";
import type { ConstantValue, InputView } from "../views.js";
import { replyKind } from "./media.js";
import { compact } from "./operation-constant.js";
import type { PlannedOperation } from "./operation-views.js";

interface Given {
  readonly planned: readonly PlannedOperation[];
  readonly shapes: ShapeSetting;
  readonly models: readonly Model[];
}

/** For every operation the shapes of its input and its JSON replies: what `inspect(operationShapes)` of the runtime looks at. */
export function operationShapes({ planned, shapes, models }: Given): ConstantValue {
  const known = new Map(models.map((model) => [model.key, model]));
  return Object.fromEntries(
    planned.map(({ view, operation }) => [
      view.functionName,
      compact({ in: view.input === null ? undefined : inputShape(view.input, shapes), out: replyShapes(operation, known, shapes) }),
    ]),
  );
}

/** Declared inputs; a flat body is one more part, unless some of its fields go by other names. */
function inputShape(input: InputView, shapes: ShapeSetting): ConstantValue {
  const fields = Object.fromEntries(input.fields.map(({ name, type }) => [name, shapeOf(type.schema, shapes)]));
  const required = input.fields.filter((field) => field.required).map(({ name }) => name);
  const own = compact({ type: "object", fields: Object.keys(fields).length > 0 ? fields : undefined, required: required.length > 0 ? required : undefined });
  const { body } = input;
  if (body === null || body.optional || body.without.length > 0) return own;
  const flat = shapeOf(body.type.schema, shapes);
  return input.fields.length === 0 ? flat : { allOf: [own, flat] };
}

function replyShapes(operation: Operation, models: ReadonlyMap<string, Model>, shapes: ShapeSetting): ConstantValue | undefined {
  const found = operation.responses.flatMap(({ status, contents }): [string, ConstantValue][] => {
    const json = contents.find((content) => content.schema !== null && replyKind(content, models) === "json");
    return json?.schema == null ? [] : [[status, shapeOf(json.schema, shapes)]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
