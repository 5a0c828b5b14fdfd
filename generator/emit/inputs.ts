import type { Schema } from "../ir/index.js";
import type { InputFieldView, InputView } from "../plan/views.js";
import { type FileTypes, printInterface } from "./declarations.js";
import { printDocs, WIDTH } from "./docs.js";
import { memberLines } from "./objects.js";
import { identifier, stringLiteral, typeKey } from "./tokens.js";
import { after, INTERSECTION, joinUnion, type Place, primary, type TypeText, wrapped } from "./type-text.js";

/** Declares an operation's input: an interface where it can be one, else an intersection with the body's type. */
export function declareInput(input: InputView, file: FileTypes): string {
  const bodyPart = input.body === null ? null : flatBody(input.body, input.fields, file);
  const lines = [...input.fields.map((field) => fieldLine(field, "  ", file)), ...(bodyPart?.lines ?? [])];
  const base = bodyPart?.base ?? null;
  const named = { name: input.name, docs: input.docs };
  if (input.variants.length === 0) {
    if (base === null) return printInterface(named, [], lines.length > 0 ? lines : ["  [key: string]: never;"]);
    if (lines.length > 0 && base.extendable) return printInterface(named, [base.type.text], lines);
  }
  const parts = base === null ? [] : [wrapped(base.type, INTERSECTION)];
  if (lines.length > 0) parts.push(`{\n${lines.join("\n")}\n}`);
  if (input.variants.length > 0) parts.push(variantArms(input, parts.length > 0, file));
  const text = parts.length === 1 && base !== null ? base.type.text : parts.join(" & ");
  return `${printDocs(input.docs, "")}export type ${identifier(input.name)} ${after("=", text)};`;
}

/** One line of an input (or of a webhook's headers), with its doc comment: an optional field may be given as undefined. */
export function fieldLine(field: InputFieldView, indent: string, file: FileTypes): string {
  const key = `${typeKey(field.name)}${field.required ? "" : "?"}:`;
  const place = file.types.place(field.type, indent, key.length + 2);
  const type = file.types.view(field.type, { ...place, side: field.type.side }, "undefined");
  const { text } = field.required ? type : joinUnion([type, primary("undefined")], place);
  return `${printDocs(field.docs, indent)}${indent}${after(key, text)};`;
}

interface BodyPart {
  readonly lines: readonly string[];
  readonly base: { readonly type: TypeText; readonly extendable: boolean } | null;
}

/** A flat body: fields of its own when it is anonymous, else a base to extend or intersect with. */
function flatBody(body: NonNullable<InputView["body"]>, fields: readonly InputFieldView[], file: FileTypes): BodyPart {
  const place = file.types.place(body.type, "", 0);
  const { schema } = body.type;
  const without = new Set(body.without);
  if (schema.kind === "object") {
    const kept = without.size === 0 ? schema : { ...schema, fields: schema.fields.filter((field) => !without.has(field.name)) };
    const inner: Place = { ...place, indent: "  ", room: WIDTH - 2, input: true };
    return { lines: kept.fields.length === 0 ? [] : memberLines(kept, inner, file.types, new Set()), base: null };
  }
  const members = file.members.members(schema, place.side, place.origin);
  const clear = members !== null && members.index !== "other" && fields.every((field) => without.has(field.name) || !members.fields.has(field.name));
  if (without.size === 0)
    return {
      lines: [],
      base: { type: file.types.print(schema, place), extendable: clear && (schema.kind === "ref" || schema.kind === "all") && !isIntersection(schema) },
    };
  return { lines: [], base: { type: omit(schema, [...without], place, file), extendable: clear && schema.kind === "ref" } };
}

const isIntersection = (schema: Schema): boolean => schema.kind === "all";

/** `Omit<Body, "a">`, arm by arm for a union: Omit itself would melt the arms into one. */
function omit(schema: Schema, keys: readonly string[], place: Place, file: FileTypes): TypeText {
  const arms = unionArms(schema, place, file);
  const literal = keys.map(stringLiteral).join(" | ");
  return joinUnion(
    arms.map((arm) => primary(`Omit<${file.types.print(arm.schema, arm.place).text}, ${literal}>`)),
    place,
  );
}

interface Arm {
  readonly schema: Schema;
  readonly place: Place;
}

function unionArms(schema: Schema, place: Place, file: FileTypes, depth = 0): readonly Arm[] {
  if (schema.kind === "union") return schema.of.flatMap((of) => unionArms(of, place, file, depth + 1));
  const node = schema.kind === "ref" ? file.types.index.node(schema, place.side, place.origin) : null;
  if (node === null || node.view.type.schema.kind !== "union" || depth > 20) return [{ schema, place }];
  return unionArms(node.view.type.schema, { ...place, origin: node, side: node.view.type.side }, file, depth + 1);
}

/** One arm per media type; the first one's `contentType` may be left out. */
function variantArms(input: InputView, joined: boolean, file: FileTypes): string {
  const arms = input.variants.map((variant, i) => variantArm(variant, i === 0, file));
  const text = arms.map((arm) => `\n  | ${arm}`).join("");
  return joined ? `(${text}\n)` : text;
}

function variantArm(variant: InputView["variants"][number], first: boolean, file: FileTypes): string {
  const head = first ? `contentType?: ${stringLiteral(variant.contentType)} | undefined` : `contentType: ${stringLiteral(variant.contentType)}`;
  const indent = "      ";
  const key = `${typeKey(variant.at)}${variant.required ? "" : "?"}:`;
  const place = file.types.place(variant.type, indent, key.length + 2);
  const given = file.types.view(variant.type, place, "undefined");
  if (variant.at === "") return `({ ${head} } & ${wrapped(given, INTERSECTION)})`;
  const { text } = variant.required ? given : joinUnion([given, primary("undefined")], place);
  const flat = `{ ${head}; ${key} ${text} }`;
  return flat.length <= WIDTH - 4 && !flat.includes("\n") ? flat : `{\n${indent}${head};\n${indent}${after(key, text)};\n    }`;
}
