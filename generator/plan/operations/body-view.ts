import type { Content, Field, Schema } from "../../ir/index.js";
import { docsView, line } from "../docs/docs.js";
import { isVisible } from "../schemas/schema-views.js";
import type { ConstantValue, InputFieldView, InputView, TypeView } from "../views.js";
import type { BodyChoice, BodyDraft, FlatBody } from "./input-body.js";
import { keyAt } from "./input-keys.js";
import { type BodyKind, isSequence } from "./media.js";

/** A body as the runtime's constant describes it. */
export interface BodyPlan {
  readonly kind: BodyKind;
  readonly content: Content;
  /** Input key that holds the whole body; null: flat. */
  readonly at: string | null;
  readonly lift: Readonly<Record<string, string>>;
  readonly rename: Readonly<Record<string, string>>;
  /** A flat body of which nothing is given is not sent. */
  readonly optional: boolean;
  /** The runtime's `Body.stream`. */
  readonly stream: ConstantValue | null;
}

/** One for each media type. */
export function bodyPlans(body: BodyDraft, keys: ReadonlyMap<string, string>): readonly BodyPlan[] {
  const lift = body.flat?.lift ?? {};
  const renamed = (body.flat?.fields ?? []).filter((field) => !Object.hasOwn(lift, field.name) && keyAt(keys, `body.${field.name}`) !== field.name);
  const rename = Object.fromEntries(renamed.map((field) => [keyAt(keys, `body.${field.name}`), field.name]));
  const at = body.flat === null ? keyAt(keys, "body") : null;
  return body.contents.map(({ content, kind, stream }) => ({ kind, content, at, lift: liftedKeys(body.flat, keys), rename, optional: !body.required, stream }));
}

/** Lifted fields under the input keys that they were given in the end. */
function liftedKeys(flat: FlatBody | null, keys: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flat?.lift ?? {}).flatMap(([name, pointer]) => (keys.has(`body.${name}`) ? [[keys.get(`body.${name}`), pointer]] : [])),
  );
}

/** A body's part of the input type. */
export interface DrawnBody {
  readonly fields: readonly InputFieldView[];
  readonly body: InputView["body"];
  readonly variants: InputView["variants"];
  /** A part that is no field of its own must be given. */
  readonly required: boolean;
}

/** Fields of their own, one nested field, a base to extend, or a choice of media types. */
export function drawBody(body: BodyDraft | null, keys: ReadonlyMap<string, string>): DrawnBody {
  if (body === null) return { fields: [], body: null, variants: [], required: false };
  if (body.flat !== null) return drawFlat(body, body.flat, keys);
  const at = keyAt(keys, "body");
  if (body.contents.length > 1) {
    const variants = body.contents.map((choice) => ({
      contentType: choice.content.mediaType,
      type: whole(choice),
      at,
      required: body.required,
    }));
    return { fields: [], body: null, variants, required: body.required };
  }
  const [first] = body.contents;
  const type = first === undefined ? input(body.schema) : whole(first);
  return { fields: [{ name: at, required: body.required, type, docs: body.docs }], body: null, variants: [], required: false };
}

function drawFlat(body: BodyDraft, flat: FlatBody, keys: ReadonlyMap<string, string>): DrawnBody {
  const key = (field: Field): string => keyAt(keys, `body.${field.name}`);
  const moved = flat.inline ? flat.fields : flat.fields.filter((field) => key(field) !== field.name);
  const fields = moved
    .filter((field) => isVisible(field, "input"))
    .map((field) => ({ name: key(field), required: field.required, type: input(field.schema), docs: docsView(field.docs, field.schema, field.name) }));
  const chooser = body.contents.length > 1 ? [contentTypeField(body.contents.map(({ content }) => content.mediaType))] : [];
  if (flat.inline) return { fields: [...fields, ...chooser], body: null, variants: [], required: false };
  const without = moved.map((field) => field.name);
  const asInterface = !flat.union && body.schema.kind === "ref";
  return {
    fields: [...fields, ...chooser],
    body: { type: input(body.schema), without, optional: false, asInterface },
    variants: [],
    required: flat.union || flat.fields.some((field) => field.required),
  };
}

function contentTypeField(types: readonly string[]): InputFieldView {
  const schema: Schema = { kind: "literal", members: types.map((value) => ({ value, name: null, docs: null })), base: "string", open: false, meta: null };
  return { name: "contentType", required: false, type: input(schema), docs: line(`How the body is sent; ${types[0] ?? ""} by default.`) };
}

/** A body that callers hand in as a whole: of a sequence, its items. */
function whole({ kind, schema }: BodyChoice): TypeView {
  return isSequence(kind) ? { ...input(schema), streamed: true } : input(schema);
}

/** A type that callers hand in. */
export function input(schema: Schema): TypeView {
  return { schema, side: "input" };
}
