import { encodeAny } from "../core/bodies.js";
import type { Codec } from "../core/codec.js";
import { fromWire, toWire } from "../core/convert.js";
import type { Body, Operation } from "../core/operation.js";
import type { Shape } from "../core/shape.js";
import { shapeFor } from "../core/shapes.js";
import { flatten } from "./flat-shape.js";
import { fromElement } from "./from-element.js";
import { loadLibrary, parseXml } from "./parse.js";
import { printXml } from "./print.js";
import { toRoot } from "./to-element.js";

/**
 * XML bodies and replies: give it to a client (`codecs: [xml]`), or find it in the `use` of generated operations.
 * Values are read and written by the document's `xml` facts: names, attributes, wrapped lists, namespaces, text nodes.
 * Reading needs the package fast-xml-parser, loaded at the first XML reply; writing needs nothing.
 */
export const xml: Codec = {
  body: encodeAny,
  bodies: {
    xml: (value, body, operation) => {
      const shape = bodyShape(body, operation);
      return { body: printXml(toRoot(shape ? toWire(value, shape) : value, shape)), headers: { "content-type": body.type ?? "application/xml" } };
    },
  },
  replies: {
    xml: async (text, { convert }, status) => {
      const library = await loadLibrary();
      if (text.trim() === "") return undefined;
      const shape = shapeFor(convert?.out, status);
      const value = fromElement(parseXml(text, library), shape);
      return shape ? fromWire(value, shape) : value;
    },
  },
};

/** `convert.in` describes the whole input: a body under one key has its shape there. */
function bodyShape({ at }: Body, { convert }: Operation): Shape | undefined {
  return at === undefined ? convert?.in : flatten(convert?.in).fields.get(at);
}
