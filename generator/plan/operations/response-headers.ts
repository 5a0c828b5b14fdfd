import type { Operation, Param, Schema } from "../../ir/index.js";
import { isWideInteger } from "../../ir/index.js";
import { docsView } from "../docs/docs.js";
import { type Models, resolve } from "../schemas/schema-views.js";
import type { ConstantValue, InputFieldView, TypeStyle } from "../views.js";
import { successes } from "./reply-forms.js";

/** The declared headers of an operation's successes: their types, and how the runtime's `readHeaders` reads each. */
export interface HeadersPlan {
  readonly fields: readonly InputFieldView[];
  readonly kinds: { readonly [name: string]: ConstantValue };
}

/** A header that only some successes declare, or that need not come, is optional. Null: none is declared. */
export function planHeaders({ responses }: Operation, { models, style }: { readonly models: Models; readonly style: TypeStyle }): HeadersPlan | null {
  const replies = successes(responses);
  const found = new Map<string, Param>();
  for (const { headers } of replies) for (const header of headers) if (!found.has(header.name.toLowerCase())) found.set(header.name.toLowerCase(), header);
  if (found.size === 0) return null;
  const always = (name: string): boolean => replies.every(({ headers }) => headers.some((header) => header.required && header.name.toLowerCase() === name));
  const read = [...found].map(([name, header]) => ({ name, header, ...formOf(header, models, style) }));
  return {
    fields: read.map(({ name, header, schema }) => ({
      name,
      required: always(name),
      type: { schema, side: "output" },
      docs: docsView(header.docs, header.schema, header.name),
    })),
    kinds: Object.fromEntries(read.map(({ name, kind }) => [name, kind])),
  };
}

const text: Schema = { kind: "string", format: null, meta: null };

function formOf({ schema, mediaType }: Param, models: Models, style: TypeStyle): { readonly schema: Schema; readonly kind: ConstantValue } {
  if (mediaType !== null && /json/i.test(mediaType)) return { schema, kind: "json" };
  const found = resolve(schema, models);
  const kind = kindOf(found, style);
  if (kind !== null) return { schema, kind };
  const member = found.kind === "array" ? kindOf(resolve(found.items, models), style) : null;
  return member === null ? { schema: text, kind: "text" } : { schema, kind: [member] };
}

/** Null: nothing that a header's text says by itself; it is delivered as text. */
function kindOf(schema: Schema, { dates, int64 }: TypeStyle): string | null {
  if (schema.kind === "boolean") return "boolean";
  if (schema.kind === "number") return isWideInteger(schema.format) && int64 !== "number" ? (int64 === "bigint" ? "bigint" : "text") : "number";
  if (schema.kind === "literal") return schema.members.every(({ value }) => typeof value === "string") ? "text" : null;
  if (schema.kind !== "string") return null;
  if (schema.format !== "date" && schema.format !== "date-time") return "text";
  return dates === "string" ? "text" : dates === "date" ? "date" : null;
}
