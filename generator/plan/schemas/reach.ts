import { type Content, type Operation, type Param, type Response, refSchema, type Schema, type Webhook } from "../../ir/index.js";
import { eventItem } from "../operations/event-items.js";
import { type Models, type Side, walkSchema } from "./schema-views.js";

/** Model keys by the way their values go. */
export interface Reached {
  readonly input: ReadonlySet<string>;
  readonly output: ReadonlySet<string>;
}

/** A schema where it is used, and which way its values go. */
export interface Use {
  readonly schema: Schema;
  readonly side: Side;
}

/** Every schema that an operation's own signature holds (callbacks aside). */
export function usesOf(operation: Operation, models: Models): readonly Use[] {
  const responses = operation.responses.map((response) => ({ ...response, contents: response.contents.map((content) => withItem(content, models)) }));
  const body = operation.body === null ? null : { ...operation.body, contents: operation.body.contents.map((content) => withItem(content, models)) };
  return [...requestUses(operation.params, body, "input"), ...responseUses(responses, "output")];
}

/** Server-sent events are used as they are delivered. */
function withItem(content: Content, models: Models): Content {
  const item = eventItem(content, models);
  return item === null ? content : { ...content, schema: null, item: item.schema };
}

/** A webhook comes to us: its body is output, what we answer is input. */
export function webhookUses(webhook: Webhook): readonly Use[] {
  return [...requestUses(webhook.params, webhook.body, "output"), ...responseUses(webhook.responses, "input")];
}

/** The models that the uses reach, directly or through others. */
export function reach(uses: Iterable<Use>, models: Models): Reached {
  const reached = { input: new Set<string>(), output: new Set<string>() };
  const follow = (schema: Schema, side: Side): void => {
    const set = reached[side];
    const queue = [schema];
    for (let current = queue.pop(); current !== undefined; current = queue.pop()) {
      walkSchema(current, (part) => {
        if (part.kind !== "ref" || set.has(part.model)) return;
        set.add(part.model);
        const model = models.get(part.model);
        if (model !== undefined) queue.push(model.schema);
      });
    }
  };
  for (const use of uses) follow(use.schema, use.side);
  return reached;
}

/** With what neither the uses nor webhooks reach, as values that come: a schema that has a name in the document is wanted by its name. */
export function withRest({ input, output }: Reached, told: Reached, models: Models): Reached {
  const elsewhere = (key: string): boolean => input.has(key) || told.input.has(key) || told.output.has(key);
  const rest = [...models.keys()].filter((key) => !elsewhere(key));
  const reached = reach(
    rest.map((model) => ({ schema: refSchema(model), side: "output" })),
    models,
  );
  return { input, output: new Set([...output, ...reached.output]) };
}

function requestUses(params: readonly Param[], body: Operation["body"], side: Side): readonly Use[] {
  const uses: Use[] = params.map(({ schema }) => ({ schema, side }));
  for (const content of body?.contents ?? []) {
    if (content.schema !== null) uses.push({ schema: content.schema, side });
    if (content.item !== null) uses.push({ schema: content.item, side });
  }
  return uses;
}

function responseUses(responses: readonly Response[], side: Side): readonly Use[] {
  return responses.flatMap((response) =>
    requestUses(response.headers, { required: false, docs: response.docs, contents: response.contents, name: null, at: response.at }, side),
  );
}
