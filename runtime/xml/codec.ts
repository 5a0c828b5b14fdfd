import type { Codec } from "../core/codec.js";
import type { Body, Operation } from "../core/operation.js";
import type { Shape } from "../core/shape.js";
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
  bodies: {
    xml: (value, body, operation) => ({
      body: printXml(toRoot(value, bodyShape(body, operation))),
      headers: { "content-type": body.type ?? "application/xml" },
    }),
  },
  replies: {
    xml: async (text, operation, status) => {
      const library = await loadLibrary();
      return text.trim() === "" ? undefined : fromElement(parseXml(text, library), replyShape(operation, status));
    },
  },
};

/** `convert.in` describes the whole input: a body under one key has its shape there. */
function bodyShape({ at }: Body, { convert }: Operation): Shape | undefined {
  return at === undefined ? convert?.in : flatten(convert?.in).fields.get(at);
}

function replyShape({ convert }: Operation, status: number): Shape | undefined {
  const shapes = convert?.out ?? {};
  return shapes[status] ?? shapes[`${Math.floor(status / 100)}XX`] ?? shapes["default"];
}
