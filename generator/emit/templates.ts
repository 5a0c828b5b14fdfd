import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as HandlebarsModule from "handlebars";
import * as runtimeModule from "handlebars/runtime.js";
import { Token } from "./tokens.js";

/** What a template may be given: tokens to print, booleans to branch on, lists and records of these. Never a plain string. */
export type TemplateView = Token | boolean | readonly TemplateView[] | { readonly [name: string]: TemplateView };

/** Options of every template: nothing is looked up on a prototype, nothing is missing silently, only built-in block helpers. */
export const COMPILE_OPTIONS = { noEscape: true, strict: true, knownHelpersOnly: true, preventIndent: true } as const;

/** File stems in `templates/`. */
export const TEMPLATE_NAMES = ["channels", "client", "client-realtime", "index", "models", "operations", "raw", "schemas", "webhooks"] as const;
export const PARTIAL_NAMES = ["facade", "operation"] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** A compiled template. */
export type Template = (view: TemplateView) => string;

const require = createRequire(import.meta.url);
let loaded: ReadonlyMap<string, Template> | null = null;

/** Fills a template. Throws on anything in the view that is no token, boolean, list or record: that would be a fault of emit. */
export function render(name: TemplateName, view: { readonly [name: string]: TemplateView }): string {
  refuseStrings(view, name);
  loaded ??= load();
  const template = loaded.get(name);
  if (template === undefined) throw new TypeError(`There is no template ${name}.`);
  return template(view);
}

function refuseStrings(view: TemplateView, at: string): void {
  if (view instanceof Token || typeof view === "boolean") return;
  if (typeof view !== "object" || view === null) throw new TypeError(`A template was given a plain ${typeof view} at ${at}; only tokens can be printed.`);
  for (const key of Object.keys(view)) refuseStrings((view as { readonly [name: string]: TemplateView })[key] as TemplateView, `${at}.${key}`); // keys come from the object itself
}

/** The templates compiled at build time when this runs from dist; compiled from `templates/*.hbs` in the repository. */
function load(): ReadonlyMap<string, Template> {
  const precompiled = new URL("../emit/precompiled.cjs", import.meta.url);
  return existsSync(precompiled) ? loadPrecompiled(precompiled) : compileSources();
}

/** Templates from a module that `precompile.ts` wrote. */
export function loadPrecompiled(file: URL): ReadonlyMap<string, Template> {
  const { default: runtime } = runtimeModule as unknown as { readonly default: typeof HandlebarsModule }; // its own types say nothing; it has create() and template()
  const specs = require(fileURLToPath(file)) as Readonly<Record<string, TemplateSpecification>>; // written by precompile.ts
  const engine = runtime.create();
  const template = (name: string): Template => engine.template(specs[name] ?? {});
  for (const name of PARTIAL_NAMES) engine.registerPartial(name, template(name));
  return new Map(TEMPLATE_NAMES.map((name) => [name, template(name)]));
}

type TemplateSpecification = Parameters<typeof HandlebarsModule.template>[0];

function compileSources(): ReadonlyMap<string, Template> {
  const engine = (require("handlebars") as typeof HandlebarsModule).create(); // CommonJS: its types describe the module
  for (const name of PARTIAL_NAMES) engine.registerPartial(name, engine.compile(templateSource(name), COMPILE_OPTIONS));
  return new Map(TEMPLATE_NAMES.map((name) => [name, engine.compile(templateSource(name), COMPILE_OPTIONS)]));
}

const SOURCES = new URL("../../templates/", import.meta.url);

/** The text of a template in the repository. */
export const templateSource = (name: string, folder: URL = SOURCES): string => readFileSync(new URL(`${name}.hbs`, folder), "utf8");
