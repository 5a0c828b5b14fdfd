import type { Field, Type } from "protobufjs";
import type { Used } from "./payload.js";
import { isType, lookup, readProto, rootsOf } from "./protobuf.js";
import { scalarOf, wellKnownOf } from "./protobuf-types.js";

interface FieldRow {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly list?: "repeated" | "packed";
  readonly key?: string;
  readonly required?: true;
  readonly group?: true;
  readonly oneof?: string;
  readonly implicit?: true;
}

/** Messages and enums that are met on the way from the root. */
interface Found {
  readonly messages: Map<string, readonly FieldRow[]>;
  readonly enums: Map<string, Readonly<Record<string, number>>>;
  readonly unread: Type[];
}

/**
 * A `.proto` text as what its encoding needs, in JSON: numbers, types and names of all fields that the root message reaches. Null when
 * the root is not plain. What is mentioned and not declared stays as its bytes.
 */
export function protobufTable({ node, name }: Used): string | null {
  const space = readProto(node);
  const roots = typeof space === "string" ? [] : rootsOf(space, name);
  const [root] = roots;
  if (typeof space === "string" || root === undefined || roots.length > 1) return null;
  try {
    space.root.resolveAll(); // settles packing and presence by edition
  } catch {
    // What is not declared is told where types are read.
  }
  const found: Found = { messages: new Map(), enums: new Map(), unread: [root] };
  for (let type = found.unread.pop(); type !== undefined; type = found.unread.pop()) {
    if (found.messages.has(nameOf(type))) continue;
    found.messages.set(
      nameOf(type),
      type.fieldsArray.map((each) => row(type, each, found)),
    );
  }
  const place = placeOf(root);
  return JSON.stringify({
    root: nameOf(root),
    ...(place.some((index) => index > 0) || place.length > 1 ? { place } : {}),
    messages: Object.fromEntries(found.messages),
    enums: Object.fromEntries(found.enums),
  });
}

/** The indexes by which schema registries name a message: its own among the messages around it, after those of what it stands in. */
function placeOf(type: Type): readonly number[] {
  const { parent } = type;
  if (parent === null) return [0];
  const own = parent.nestedArray.filter(isType).indexOf(type);
  return isType(parent) ? [...placeOf(parent), own] : [own];
}

const nameOf = ({ fullName }: { readonly fullName: string }): string => fullName.replace(/^\./, "");

function row(inside: Type, field: Field, found: Found): FieldRow {
  const type = typeOf(inside, field.type, found);
  const isMessage = found.unread.some((each) => nameOf(each) === type) || found.messages.has(type);
  const isPacked = field.packed && !isMessage && type !== "string" && type !== "bytes" && !type.startsWith("google.protobuf.");
  return {
    id: field.id,
    name: field.name,
    type,
    ...(field.repeated && { list: isPacked ? ("packed" as const) : ("repeated" as const) }),
    ...(field.map && "keyType" in field && { key: String(field.keyType) }),
    ...(field.required && { required: true as const }),
    ...(field.delimited && isMessage && { group: true as const }),
    ...(field.partOf !== null && field.partOf !== undefined && !field.partOf.name.startsWith("_") && { oneof: field.partOf.name }),
    ...(!field.hasPresence && !field.repeated && !field.map && !isMessage && scalarOrEnum(type, found) && { implicit: true as const }),
  };
}

const scalarOrEnum = (type: string, { enums }: Found): boolean => scalarOf(type) !== null || enums.has(type);

/** The type's full name; what it means is noted to be read. */
function typeOf(inside: Type, written: string, { enums, unread }: Found): string {
  const plain = written.replace(/^\./, "");
  if (scalarOf(written) !== null || wellKnownOf(plain, "") !== null) return plain;
  const meant = lookup(inside, written);
  if (meant === null) return "bytes";
  if (isType(meant)) unread.push(meant);
  else enums.set(nameOf(meant), { ...meant.values });
  return nameOf(meant);
}
