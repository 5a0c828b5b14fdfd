import { type JsonValue, numberSchema, type Operation, type Param, stringSchema, unionSchema } from "../../ir/index.js";
import { docsView, emptyDocs } from "../docs/docs.js";
import { own } from "../names/own.js";
import { resolve } from "../schemas/schema-views.js";
import type { InputFieldView, InputView } from "../views.js";
import { type BodyPlan, bodyPlans, drawBody, input } from "./body-view.js";
import { type BodyDraft, bodyOf } from "./input-body.js";
import { keyAt, settleKeys, slotsOf } from "./input-keys.js";
import type { Candidate, InputSetting } from "./input-setting.js";

/** What one operation takes, and where each part of it goes. */
export interface InputPlan {
  /** Null: nothing to hand in. */
  readonly view: Omit<InputView, "name"> | null;
  /** Whether the whole input may be left out. */
  readonly optional: boolean;
  readonly body: "flat" | "nested" | null;
  /** `query.limit` -> input key, for every parameter and every flat body field that is an input. */
  readonly keys: ReadonlyMap<string, string>;
  readonly params: readonly PlacedParam[];
  readonly bodies: readonly BodyPlan[];
}

/** A parameter and what fills it. */
export interface PlacedParam {
  readonly param: Param;
  /** Null: always sent with `fixed`. */
  readonly key: string | null;
  readonly fixed: string | null;
}

/** Settles one operation's input: path names first, then body, query, header and cookie; the loser of a collision gets a suffix. */
export function planInput(operation: Operation, setting: InputSetting): InputPlan {
  const params = placeable(operation, setting);
  const body = bodyOf(operation, params, setting);
  const slots = slotsOf(params, body);
  const keys = settleKeys(slots, setting, body !== null && body.contents.length > 1);
  return assemble({ params, body, keys, setting });
}

const ignoredHeaders = new Set(["accept", "content-type", "authorization"]);

function placeable(operation: Operation, setting: InputSetting): readonly Candidate[] {
  const kept: Candidate[] = [];
  for (const param of operation.params) {
    const lower = param.name.toLowerCase();
    if (param.in === "header" && (ignoredHeaders.has(lower) || setting.ownHeaders.has(lower))) continue;
    kept.push({ param: segment(param, setting), fixed: fixedValue(param, setting) });
  }
  return kept;
}

/** From client.yaml, or because the document leaves no choice: a required query parameter or header with one allowed value. */
/** A part of the path of which nothing is known is at least text or a number. */
function segment(param: Param, { models }: InputSetting): Param {
  if (param.in !== "path" || param.mediaType !== null || resolve(param.schema, models).kind !== "unknown") return param;
  return { ...param, schema: { ...unionSchema(param.at, [stringSchema(), numberSchema(false)]), meta: param.schema.meta } };
}

function fixedValue(param: Param, { config, models }: InputSetting): string | null {
  const asked = own(config.fixed, `${param.in}.${param.name}`) ?? own(config.fixed, param.name);
  if (asked !== undefined) return asked;
  if (!param.required || param.in === "path" || param.in === "querystring") return null;
  const schema = resolve(param.schema, models);
  if (schema.kind !== "literal" || schema.members.length !== 1 || schema.open) return null;
  const value: JsonValue | undefined = schema.members[0]?.value;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

interface Parts {
  readonly params: readonly Candidate[];
  readonly body: BodyDraft | null;
  readonly keys: ReadonlyMap<string, string>;
  readonly setting: InputSetting;
}

function assemble({ params, body, keys, setting }: Parts): InputPlan {
  const variables = new Set(setting.config.variables ?? []);
  const open = params.filter(({ fixed }) => fixed === null).map(({ param }) => param);
  const fieldsIn = (...places: readonly string[]): readonly InputFieldView[] =>
    open.filter((param) => places.includes(param.in)).map((param) => paramField(param, keyAt(keys, `${param.in}.${param.name}`), !variables.has(param.name)));
  const drawn = drawBody(body, keys);
  const fields = [...fieldsIn("path"), ...drawn.fields, ...fieldsIn("query", "querystring"), ...fieldsIn("header"), ...fieldsIn("cookie")];
  const empty = fields.length === 0 && drawn.body === null && drawn.variants.length === 0;
  return {
    view: empty ? null : { docs: emptyDocs, fields, body: drawn.body, variants: drawn.variants },
    optional: !fields.some((field) => field.required) && !drawn.required,
    body: body === null ? null : body.flat === null ? "nested" : "flat",
    keys,
    params: params.map(({ param, fixed }) => ({ param, fixed, key: fixed === null ? keyAt(keys, `${param.in}.${param.name}`) : null })),
    bodies: body === null ? [] : bodyPlans(body, keys),
  };
}

function paramField(param: Param, name: string, required: boolean): InputFieldView {
  return { name, required: param.required && required, type: input(param.schema), docs: docsView(param.docs, param.schema, param.name) };
}
