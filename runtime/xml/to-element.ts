import { InputError } from "../core/errors.js";
import type { Shape } from "../core/shape.js";
import type { XmlElement } from "./element.js";
import { type FlatShape, flatten } from "./flat-shape.js";

const instance = "http://www.w3.org/2001/XMLSchema-instance";

/** A document's root element from a value: named by its shape, or by the one key of a value that no shape describes. */
export function toRoot(value: unknown, shape: Shape | undefined): XmlElement {
  const { xml, type } = flatten(shape);
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [only] = entries;
  if (xml.name === undefined && type === null && entries.length === 1 && only !== undefined)
    return toElement({ name: only[0], value: only[1], shape: undefined });
  return toElement({ name: xml.name ?? "root", value, shape });
}

interface Named {
  readonly name: string;
  readonly value: unknown;
  readonly shape: Shape | undefined;
}

function toElement({ name, value, shape }: Named): XmlElement {
  const flat = flatten(shape);
  const { prefix, namespace } = flat.xml;
  const element: XmlElement & { readonly attributes: Map<string, string>; readonly children: (XmlElement | string)[] } = {
    name: prefix === undefined ? name : `${prefix}:${name}`,
    attributes: new Map(namespace === undefined ? [] : [[prefix === undefined ? "xmlns" : `xmlns:${prefix}`, namespace]]),
    children: [],
  };
  if (value === null) {
    element.attributes.set("xmlns:xsi", instance).set("xsi:nil", "true");
  } else if (Array.isArray(value)) {
    const item = flatten(flat.items ?? undefined).xml.name ?? name;
    for (const member of value) element.children.push(toElement({ name: item, value: member, shape: flat.items ?? undefined }));
  } else if (isRecord(value)) {
    for (const [field, member] of Object.entries(value))
      if (member !== undefined) addField(element, { name: field, value: member, shape: fieldShape(flat, field) });
  } else {
    const text = textValue(value, name);
    if (text !== "") element.children.push(text);
  }
  return element;
}

function addField(parent: { readonly attributes: Map<string, string>; readonly children: (XmlElement | string)[] }, field: Named): void {
  const flat = flatten(field.shape);
  const name = flat.xml.name ?? field.name;
  if (flat.xml.text || field.name === "#text") {
    parent.children.push(textValue(field.value, name));
  } else if (flat.xml.attribute) {
    if (field.value !== null) parent.attributes.set(flat.xml.prefix === undefined ? name : `${flat.xml.prefix}:${name}`, textValue(field.value, name));
  } else if (Array.isArray(field.value) && !flat.xml.wrapped) {
    const item = flatten(flat.items ?? undefined).xml.name ?? name;
    for (const member of field.value) parent.children.push(toElement({ name: item, value: member, shape: flat.items ?? undefined }));
  } else {
    parent.children.push(toElement({ ...field, name }));
  }
}

function fieldShape(flat: FlatShape, field: string): Shape | undefined {
  return flat.fields.get(field) ?? flat.rest ?? undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !("toJSON" in value);
}

function textValue(value: unknown, name: string): string {
  if (typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function") return String(value.toJSON());
  if (typeof value === "object" || typeof value === "function" || typeof value === "symbol")
    throw new InputError(`The value of "${name}" can't stand in XML as text`);
  return String(value);
}
