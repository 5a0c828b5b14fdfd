import type { Api } from "./api.js";
import type { Binding, Channel } from "./channel.js";
import type { Body, Content, Operation, Param, Response, Webhook } from "./operation.js";
import type { Schema } from "./schema.js";

/** The schemas that stand directly inside one, in print order. References are not followed. */
export function childrenOf(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case "array":
      return [schema.items];
    case "tuple":
      return schema.rest === false ? schema.items : [...schema.items, schema.rest];
    case "object": {
      const children = schema.fields.map((each) => each.schema);
      for (const each of schema.patterns) children.push(each.schema);
      if (schema.rest) children.push(schema.rest);
      return children;
    }
    case "union":
    case "all":
      return schema.of;
    default:
      return [];
  }
}

/** Calls `visit` for the schema and everything inside it, outermost first; references are visited, not followed. Keeps its own stack. */
export function walkSchema(schema: Schema, visit: (schema: Schema) => void): void {
  const stack: Schema[] = [schema];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    visit(node);
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) stack.push(child);
    }
  }
}

/** Every schema that an operation or webhook mentions at its own places (parameters, bodies, responses, headers), unfollowed. */
export function schemasOfExchange(exchange: Operation | Webhook): readonly Schema[] {
  const found: Schema[] = [];
  ofParams(exchange.params, found);
  if (exchange.body !== null) ofContents(exchange.body, found);
  for (const response of exchange.responses) {
    ofParams(response.headers, found);
    ofContents(response, found);
  }
  if ("callbacks" in exchange) for (const callback of exchange.callbacks) for (const each of schemasOfExchange(callback)) found.push(each);
  return found;
}

/** Every root schema of an Api: models first, then what operations and webhooks mention. */
export function schemasOf(api: Api): readonly Schema[] {
  const found: Schema[] = api.models.map((model) => model.schema);
  for (const operation of api.operations) for (const each of schemasOfExchange(operation)) found.push(each);
  for (const webhook of api.webhooks) for (const each of schemasOfExchange(webhook)) found.push(each);
  for (const channel of api.channels) for (const each of schemasOfChannel(channel)) found.push(each);
  return found;
}

/** Every schema that a channel mentions at its own places (parameters, payloads, headers, bindings), unfollowed. */
export function schemasOfChannel(channel: Channel): readonly Schema[] {
  const found: Schema[] = channel.params.map((param) => param.schema);
  ofBindings(channel.bindings, found);
  for (const message of channel.messages) {
    if (message.payload !== null) found.push(message.payload);
    if (message.headers !== null) found.push(message.headers);
    ofBindings(message.bindings, found);
  }
  for (const operation of channel.operations) ofBindings(operation.bindings, found);
  return found;
}

function ofBindings(bindings: readonly Binding[], found: Schema[]): void {
  for (const { schemas } of bindings) for (const { schema } of schemas) found.push(schema);
}

function ofParams(params: readonly Param[], found: Schema[]): void {
  for (const param of params) found.push(param.schema);
}

function ofContents(holder: Body | Response, found: Schema[]): void {
  for (const content of holder.contents) ofContent(content, found);
}

function ofContent(content: Content, found: Schema[]): void {
  if (content.schema !== null) found.push(content.schema);
  if (content.item !== null && content.item !== content.schema) found.push(content.item);
  for (const part of content.parts) ofParams(part.headers, found);
}
