import type { Api, JsonValue } from "../../ir/index.js";
import { capital, kebabCase, pascalCase } from "../names/casing.js";
import { shortTitle, titleName } from "../names/title.js";
import type { Manifest, TypeStyle } from "../views.js";
import type { ClientConfig } from "./client-config.js";

/** What the plan needs to know besides the API and client.yaml. */
export interface PlanOptions {
  /** The generator's version, for the manifest. */
  readonly generator: string;
  /** Fingerprint of every input, for the manifest. */
  readonly hash: string;
  /** Short names of the entry documents, as model keys start with them: the manifest's keys leave them out, so that a renamed document moves no name. */
  readonly entries: readonly string[];
  /** What else the manifest should tell: kept under its `facts`. */
  readonly facts: { readonly [name: string]: JsonValue };
  /** The manifest of the last run: the names in it stay. */
  readonly lock: Manifest | null;
  /** Name where client.yaml says none: from the output folder; null: from the title. */
  readonly name: string | null;
  /** Hand-written slots, when there are any. */
  readonly custom: CustomSlots | null;
}

export interface CustomSlots {
  /** Relative to the output folder, forward slashes: `../../specs/acme/custom`. */
  readonly folder: string;
  /** Whether there is an `index`: the generated index re-exports it. */
  readonly index: boolean;
  /** Of the façades (file name without folder and extension -> class), the files that a slot replaces. */
  readonly replaces: (facades: ReadonlyMap<string, string>) => readonly string[];
}

/** Decisions that hold for the whole client. */
export interface Settings {
  /** `coherent-spark` */
  readonly name: string;
  /** `Spark` in createSpark, SparkOptions. */
  readonly prefix: string;
  readonly style: TypeStyle;
  /** Document names of the models with the unknown arm. */
  readonly open: ReadonlySet<string>;
}

export function settle(api: Api, config: ClientConfig, options: PlanOptions): Settings {
  const given = kebabCase(config.name ?? options.name ?? "");
  const title = shortTitle(api.title);
  const name = given || titleName(title) || "api";
  const prefix = config.prefix ?? (pascalCase(given === "" ? title : given) || pascalCase(name));
  const types = config.types ?? {};
  return {
    name,
    prefix: /^[\p{ID_Start}]/u.test(prefix) ? capital(prefix) : `Api${pascalCase(prefix).replace(/^_/, "")}`,
    style: {
      dates: types.dates ?? "string",
      int64: types.int64 ?? "number",
      enums: types.enums ?? "union",
      binary: types.binary ?? "blob",
      open: types.open === true,
    },
    open: new Set(Array.isArray(types.open) ? types.open : []),
  };
}
