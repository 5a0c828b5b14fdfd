import type { WebhooksView } from "../plan/views.js";
import { printConstant } from "./constants.js";
import { declareModel, type FileTypes, printInterface } from "./declarations.js";
import { printDocs } from "./docs.js";
import { fieldLine } from "./inputs.js";
import { runtimeType, runtimeValue } from "./runtime-symbols.js";
import { identifier, stringLiteral } from "./tokens.js";
import { after, joinUnion, primary } from "./type-text.js";

/** Names that webhooks.ts declares itself. */
export const declaredByWebhooks = (view: WebhooksView): string[] => [
  ...view.models.map((model) => model.name),
  ...view.events.map((event) => event.typeName),
  view.unionName,
  ...(view.parse === null ? [] : [view.parse.functionName, view.parse.constName]),
];

/** The webhooks' own models, one interface per event, and the union of all events, told apart by `event`. */
export function declareWebhooks(view: WebhooksView, file: FileTypes): string[] {
  const events = view.events.map((event) => declareEvent(event, file));
  const place = file.types.place({ schema: { kind: "unknown", meta: null }, side: "output" }, "", view.unionName.length + 16);
  const union = joinUnion(
    view.events.map((event) => primary(identifier(event.typeName))),
    place,
  );
  const text = `/** Every request that the service may send, told apart by \`event\`. */\nexport type ${identifier(view.unionName)} ${after("=", union.text)};`;
  return [...view.models.map((model) => declareModel(model, file)), ...events, text, ...declareParse(view, file)];
}

/** The shapes of payloads, and the function that reads one by them. */
function declareParse({ parse, unionName }: WebhooksView, file: FileTypes): string[] {
  if (parse === null) return [];
  const [union, name, shapes] = [unionName, parse.functionName, parse.constName].map(identifier);
  const record = `{ readonly [Name in ${union}["event"]]: ${file.types.symbol(runtimeType("Shape"))} }`;
  const literal = printConstant(parse.shapes, (symbol) => file.types.symbol(symbol), record.length + parse.constName.length + 11);
  const docs = [
    "Reads an event's payload from the text of its request (verify that first): dates and whole numbers come as their types say.",
    "Throws a DecodeError when the text is no JSON.",
  ];
  const result = `Extract<${union}, { event: Name }>["payload"]`;
  return [
    `const ${shapes}: ${record} = ${literal};`,
    `${printDocs({ lines: docs, tags: [] }, "")}export function ${name}<Name extends ${union}["event"]>(event: Name, text: string): ${result} {\n  return ${file.types.symbol(runtimeValue("parsePayload"))}(text, ${shapes}, event);\n}`,
  ];
}

function declareEvent(event: WebhooksView["events"][number], file: FileTypes): string {
  const head = "payload:";
  const payload = file.types.view(event.payload, file.types.place(event.payload, "  ", head.length + 2), "undefined");
  const lines = [`  event: ${stringLiteral(event.name)};`, `  ${after(head, payload.text)};`];
  if (event.headers.length > 0)
    lines.push(
      `${printDocs({ lines: ["Headers that come with it."], tags: [] }, "  ")}  headers: {\n${event.headers.map((field) => fieldLine(field, "    ", file)).join("\n")}\n  };`,
    );
  return printInterface({ name: event.typeName, docs: event.docs }, [], lines);
}
