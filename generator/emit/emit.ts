import type { FilePlan, HeaderView, ModelNames, Plan, TypeStyle } from "../plan/views.js";
import { channelsView, declaredByChannels } from "./channels.js";
import { clientView, declaredByClient } from "./client.js";
import { declareModel, type FileTypes } from "./declarations.js";
import type { EmittedFile } from "./emitted-file.js";
import { fileHeader } from "./header.js";
import { Imports } from "./imports.js";
import { printManifest } from "./manifest.js";
import { MemberReader } from "./members.js";
import { ModelIndex } from "./model-index.js";
import { declaredByOperations, operationsView } from "./operations.js";
import { runtimeType } from "./runtime-symbols.js";
import { declareShapes } from "./schemas.js";
import { render, type TemplateView } from "./templates.js";
import { code, identifier, stringLiteral } from "./tokens.js";
import { Types } from "./types.js";
import { declaredByWebhooks, declareWebhooks } from "./webhooks.js";

/**
 * Prints a plan. Total: it can't fail, ask or choose; the same plan gives the same bytes. The last file is
 * `manifest.json`, with a hash of every other.
 */
export function emit(plan: Plan): readonly EmittedFile[] {
  const index = new ModelIndex(plan);
  const files = plan.files.map((file) => ({ path: file.path, text: printFile(file, { index, inline: plan.runtime === "inline" }) }));
  return [...files, { path: "manifest.json", text: printManifest(plan.manifest, files) }];
}

/** What all files of one client share. */
interface Around {
  readonly index: ModelIndex;
  /** The runtime stands in the output's `runtime/`. */
  readonly inline: boolean;
}

function printFile(file: FilePlan, around: Around): string {
  switch (file.template) {
    case "models": {
      const tools = open(
        file.path,
        file.view,
        file.view.models.map((model) => model.name),
        around,
      );
      return close("models", file.view.header, tools, { declarations: file.view.models.map((model) => code(declareModel(model, tools))) });
    }
    case "operations": {
      const tools = open(file.path, file.view, declaredByOperations(file.view), around);
      return close("operations", file.view.header, tools, operationsView(file.view, tools));
    }
    case "channels": {
      const tools = open(file.path, file.view, declaredByChannels(file.view), around);
      return close("channels", file.view.header, tools, channelsView(file.view, tools));
    }
    case "webhooks": {
      const tools = open(file.path, file.view, declaredByWebhooks(file.view), around);
      return close("webhooks", file.view.header, tools, { declarations: declareWebhooks(file.view, tools).map(code) });
    }
    case "schemas": {
      const tools = open(
        file.path,
        file.view,
        file.view.shapes.map((shape) => shape.name),
        around,
      );
      return close("schemas", file.view.header, tools, { declarations: declareShapes(file.view, tools).map(code) });
    }
    case "client": {
      const tools = open(file.path, file.view, declaredByClient(file.view), around);
      return close(file.view.realtime === undefined ? "client" : "client-realtime", file.view.header, tools, clientView(file.view, tools));
    }
    case "index":
      return render("index", {
        header: code(fileHeader(file.view.header)),
        exports: file.view.exports.map(({ from, typesOnly, names }) => ({
          types: typesOnly,
          what: code(names === undefined ? "*" : `{ ${names.map(identifier).join(", ")} }`),
          from: code(stringLiteral(from)),
        })),
      });
    case "raw":
      return printRaw(file.path, file.view.header, around);
  }
}

interface Printable {
  readonly names: ModelNames;
  readonly style: TypeStyle;
}

function open(path: string, view: Printable, declared: readonly string[], { index, inline }: Around): FileTypes & { readonly imports: Imports } {
  const imports = new Imports(path, declared, inline);
  const members = new MemberReader(index);
  const origin = { names: view.names, path: path.replace(/\.ts$/, "") };
  const context = { index, members, imports, style: view.style, origin };
  return { context, types: new Types(context), members, imports };
}

/** Imports are known only now that everything else is printed. */
function close(
  template: "models" | "operations" | "channels" | "client-realtime" | "webhooks" | "schemas" | "client",
  head: HeaderView,
  tools: { readonly imports: Imports },
  view: { readonly [name: string]: TemplateView },
): string {
  const lines = tools.imports.lines();
  return render(template, { header: code(fileHeader(head)), imported: lines !== "", imports: code(lines.trimEnd()), ...view });
}

function printRaw(path: string, head: HeaderView, { inline }: Around): string {
  const imports = new Imports(path, ["raw"], inline);
  const from = "@clientwright/runtime/raw";
  const view = {
    client: code(imports.print(runtimeType("Client"))),
    rawType: code(imports.print({ name: "RawClient", from, type: true })),
    rawClient: code(imports.print({ name: "rawClient", from, type: false })),
    paths: code(imports.print({ name: "paths", from: "paths", type: true })),
  };
  return render("raw", { header: code(fileHeader(head)), imports: code(imports.lines().trimEnd()), ...view });
}
