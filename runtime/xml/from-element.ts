import type { Shape } from "../core/shape.js";
import { elementsOf, textOf, type XmlElement } from "./element.js";
import { type FlatShape, flatten } from "./flat-shape.js";

/**
 * The value of an element, by its shape: numbers and booleans by type, lists even when one element or none came, attributes
 * and text where the shape has them. What no shape describes comes too: texts as text, elements with attributes or children as objects.
 */
export function fromElement(element: XmlElement, shape: Shape | undefined): unknown {
  const flat = flatten(shape);
  if (element.attributes.get("nil") === "true") return null;
  switch (flat.type) {
    case "array":
    case "tuple":
      return elementsOf(element).map((child) => fromElement(child, flat.items ?? undefined));
    case "object":
      return objectOf(element, flat);
    case null:
      return undescribed(element);
    default:
      return scalar(textOf(element), flat);
  }
}

function objectOf(element: XmlElement, flat: FlatShape): object {
  const children = byName(elementsOf(element));
  const attributes = new Map(element.attributes);
  const entries: [string, unknown][] = [];
  for (const [field, shape] of flat.fields) {
    const value = fieldValue({ element, children, attributes }, { field, shape });
    if (value !== undefined) entries.push([field, value]);
    else if (flat.required.has(field) && flatten(shape).type === "array") entries.push([field, []]);
  }
  for (const [name, found] of children) entries.push([name, restValue(found, flat)]);
  for (const [name, value] of attributes) if (!flat.fields.has(name) && name !== "schemaLocation") entries.push([name, value]);
  return Object.fromEntries(entries); // defines, never assigns: a field named __proto__ stays a field
}

interface Left {
  readonly element: XmlElement;
  /** Children and attributes that no field has claimed yet. */
  readonly children: Map<string, XmlElement[]>;
  readonly attributes: Map<string, string>;
}

function fieldValue({ element, children, attributes }: Left, { field, shape }: { readonly field: string; readonly shape: Shape }): unknown {
  const flat = flatten(shape);
  const name = flat.xml.name ?? field;
  if (flat.xml.text) return scalar(textOf(element), flat);
  if (flat.xml.attribute) {
    const value = attributes.get(name);
    attributes.delete(name);
    return value === undefined ? undefined : scalar(value, flat);
  }
  const isList = flat.type === "array" && !flat.xml.wrapped;
  const listed = isList ? (flatten(flat.items ?? undefined).xml.name ?? name) : name;
  const found = children.get(listed);
  if (found === undefined) return undefined;
  children.delete(listed);
  if (isList) return found.map((child) => fromElement(child, flat.items ?? undefined));
  return fromElement(found[0] ?? element, shape);
}

function restValue(found: readonly XmlElement[], flat: FlatShape): unknown {
  const values = found.map((child) => fromElement(child, flat.rest ?? undefined));
  return values.length === 1 ? values[0] : values;
}

function undescribed(element: XmlElement): unknown {
  const children = byName(elementsOf(element));
  const text = textOf(element);
  if (children.size === 0 && element.attributes.size === 0) return text;
  const entries: [string, unknown][] = [...element.attributes];
  for (const [name, found] of children) {
    const values = found.map(undescribed);
    entries.push([name, values.length === 1 ? values[0] : values]);
  }
  if (text.trim() !== "") entries.push(["#text", text]);
  return Object.fromEntries(entries);
}

/** Text by type. What is not of its type stays text: the drift report tells. Bigints stay text for the converter, which keeps every digit. */
function scalar(text: string, flat: FlatShape): unknown {
  const trimmed = text.trim();
  if ((flat.type === "number" || flat.type === "integer") && flat.as === null)
    return trimmed === "" || Number.isNaN(Number(trimmed)) ? text || null : Number(trimmed);
  if (flat.type === "boolean" && /^(true|false|1|0)$/i.test(trimmed)) return /^(true|1)$/i.test(trimmed);
  return text;
}

function byName(elements: readonly XmlElement[]): Map<string, XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const group = groups.get(element.name);
    if (group === undefined) groups.set(element.name, [element]);
    else group.push(element);
  }
  return groups;
}
