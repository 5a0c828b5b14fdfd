import type { FacadeView, NestedFacadeView } from "../plan/views.js";
import type { FileTypes } from "./declarations.js";
import { printDocs } from "./docs.js";
import { realtimeType, runtimeType } from "./runtime-symbols.js";
import type { TemplateView } from "./templates.js";
import { code, identifier } from "./tokens.js";

/** What `facade.hbs` walks over. `calling`: whether methods of its own use the HTTP client. */
export function printFacade(view: FacadeView, methods: readonly TemplateView[], file: FileTypes, calling = false): TemplateView {
  const needs = facadeNeeds(view, calling);
  return {
    docs: code(printDocs(view.docs, "")),
    name: code(identifier(view.name)),
    fields: [...(calling ? [clientField(file)] : []), ...((view.channels ?? []).length > 0 ? [realtimeField(file)] : [])],
    parameters: code(needs.map((name) => `${name}: ${typeOf(name, file)}`).join(", ")),
    groups: view.groups.map((group) => printNested(group, file)),
    methods,
  };
}

/** A façade inside another: its property, its class, and what its constructor is given. */
export function printNested(group: NestedFacadeView, file: FileTypes): TemplateView {
  return {
    docs: code(printDocs(group.docs, "  ")),
    property: code(identifier(group.property)),
    className: code(file.types.symbol(group.className)),
    arguments: code((group.takes ?? ["client"]).join(", ")),
  };
}

const typeOf = (name: "client" | "realtime", file: FileTypes): string =>
  file.types.symbol(name === "client" ? runtimeType("Client") : realtimeType("RealtimeClient"));

const clientField = (file: FileTypes): TemplateView => ({ name: code("client"), type: code(typeOf("client", file)) });
const realtimeField = (file: FileTypes): TemplateView => ({ name: code("realtime"), type: code(typeOf("realtime", file)) });

/** What it uses itself, or hands on. */
function facadeNeeds({ groups, channels }: FacadeView, calling: boolean): readonly ("client" | "realtime")[] {
  const handed = new Set(groups.flatMap(({ takes }) => takes ?? ["client" as const]));
  const isClient = calling || handed.has("client") || channels === undefined;
  return [...(isClient ? (["client"] as const) : []), ...(channels === undefined ? [] : (["realtime"] as const))];
}
