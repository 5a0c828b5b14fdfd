import type { Diagnostic } from "../../../generator/diagnostics.js";
import type {
  Api,
  ArraySchema,
  Body,
  Content,
  Field,
  Meta,
  Model,
  ObjectSchema,
  Operation,
  Param,
  RefSchema,
  Response,
  Schema,
  UnionSchema,
} from "../../../generator/ir/index.js";
import { noDocs } from "../../../generator/ir/index.js";
import type { ClientConfig } from "../../../generator/plan/config/client-config.js";
import type { PlanOptions } from "../../../generator/plan/config/settings.js";
import { plan } from "../../../generator/plan/plan.js";
import type { FilePlan, OperationsView, OperationView, Plan } from "../../../generator/plan/views.js";

/** Small Apis as literals: every helper fills in what a test does not speak about. */

export const text: Schema = { kind: "string", format: null, meta: null };
export const integer: Schema = { kind: "number", integer: true, format: null, meta: null };
export const binary: Schema = { kind: "binary", meta: null };
export const unknown: Schema = { kind: "unknown", meta: null };

export const ref = (name: string): RefSchema => ({ kind: "ref", model: `api.yaml#/components/schemas/${name}`, meta: null });
export const array = (items: Schema): ArraySchema => ({ kind: "array", items, meta: null });
export const union = (...of: Schema[]): UnionSchema => ({ kind: "union", of, tag: null, at: "api.yaml#/union", meta: null });
export const oneOfValues = (...values: string[]): Schema => ({
  kind: "literal",
  members: values.map((value) => ({ value, name: null, docs: null })),
  base: "string",
  open: false,
  meta: null,
});
export const meta = (said: Partial<Meta>): Meta => ({ docs: noDocs, title: null, default: null, limits: [], xml: null, content: null, ...said });

/** Fields by name; `name?` is optional, `name<` readOnly, `name>` writeOnly. */
export function object(fields: Readonly<Record<string, Schema>>, rest: ObjectSchema["rest"] = null): ObjectSchema {
  const list = Object.entries(fields).map(([key, schema]): Field => {
    const marks = /[?<>]+$/.exec(key)?.[0] ?? "";
    return {
      name: key.slice(0, key.length - marks.length),
      schema,
      required: !marks.includes("?"),
      access: marks.includes("<") ? "read" : marks.includes(">") ? "write" : null,
      docs: noDocs,
    };
  });
  return { kind: "object", fields: list, patterns: [], rest, at: "api.yaml#/object", meta: null };
}

export const model = (name: string, schema: Schema): Model => ({
  key: `api.yaml#/components/schemas/${name}`,
  name,
  schema,
  docs: noDocs,
  extensions: [],
  at: `api.yaml#/components/schemas/${name}`,
});

export const param = (where: Param["in"], name: string, said: Partial<Param> = {}): Param => ({
  name,
  in: where,
  required: where === "path",
  schema: text,
  docs: noDocs,
  style: where === "query" || where === "cookie" ? "form" : "simple",
  explode: where === "query" || where === "cookie",
  reserved: false,
  allowEmpty: false,
  mediaType: null,
  extensions: [],
  at: `api.yaml#/param/${name}`,
  ...said,
});

export const content = (mediaType: string, schema: Schema | null, said: Partial<Content> = {}): Content => ({
  mediaType,
  schema,
  item: null,
  parts: [],
  byPosition: null,
  examples: [],
  at: "api.yaml#/content",
  ...said,
});
export const json = (schema: Schema): Content => content("application/json", schema);
export const body = (contents: readonly Content[], said: Partial<Body> = {}): Body => ({
  required: true,
  docs: noDocs,
  contents,
  name: null,
  at: "api.yaml#/body",
  ...said,
});
export const response = (status: string, ...contents: Content[]): Response => ({
  status,
  docs: noDocs,
  headers: [],
  contents,
  links: [],
  at: `api.yaml#/${status}`,
});

export function operation(line: string, said: Partial<Operation> = {}): Operation {
  const [method = "GET", path = "/"] = line.split(" ");
  return {
    id: null,
    method,
    path,
    fixedQuery: [],
    tags: [],
    docs: noDocs,
    params: [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => param("path", match[1] ?? "")),
    body: null,
    responses: [response("200", json(text))],
    auth: null,
    servers: [],
    callbacks: [],
    extensions: [],
    at: `api.yaml#/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}`,
    ...said,
  };
}

export const api = (said: Partial<Api>): Api => ({
  title: "Pet Store",
  version: "1.0.0",
  docs: noDocs,
  licence: null,
  servers: [],
  auth: [],
  tags: [],
  extensions: [],
  models: [],
  operations: [],
  webhooks: [],
  channels: [],
  channelServers: [],
  framing: null,
  ...said,
});

export interface Planned {
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
  /** By function name. */
  readonly operation: (name: string) => OperationView;
  readonly file: <T extends FilePlan["template"]>(template: T) => Extract<FilePlan, { template: T }>["view"];
}

export function planned(given: Partial<Api>, config: ClientConfig = {}, options: Partial<PlanOptions> = {}): Planned {
  const diagnostics: Diagnostic[] = [];
  const made = plan(
    api(given),
    config,
    { generator: "0.0.0", hash: "0", entries: ["api.yaml"], facts: {}, lock: null, name: null, custom: null, ...options },
    (each) => diagnostics.push(each),
  );
  const operations = made.files.flatMap((file) => (file.template === "operations" ? file.view.operations : []));
  return {
    plan: made,
    diagnostics,
    operation(name) {
      const found = operations.find((each) => each.functionName === name);
      if (found === undefined) throw new Error(`no ${name} among ${operations.map((each) => each.functionName).join(", ")}`);
      return found;
    },
    file(template) {
      const found = made.files.find((each) => each.template === template);
      if (found === undefined) throw new Error(`no ${template} among ${made.files.map((each) => each.path).join(", ")}`);
      return found.view as never; // the template was compared
    },
  };
}

export const facades = (made: Plan): readonly OperationsView[] => made.files.flatMap((file) => (file.template === "operations" ? [file.view] : []));
