import { InputError } from "../core/errors.js";
import type { XmlElement } from "./element.js";

type Library = typeof import("fast-xml-parser");
/** fast-xml-parser's ordered output: one key for the tag, `:@` for the attributes. */
type Node = Readonly<Record<string, unknown>>;

/**
 * Loads fast-xml-parser, an optional peer of this package: only programs that read XML need it.
 * @throws InputError when it is not installed.
 */
export async function loadLibrary(load: () => Promise<Library> = () => import("fast-xml-parser")): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    throw new InputError("Reading XML needs the package fast-xml-parser, which is not installed", { remedy: "npm install fast-xml-parser", cause });
  }
}

/**
 * Parses a document into elements. Nothing that the document says can make it grow or reach further: entities of a
 * document type are never expanded, comments and processing instructions are dropped, nesting ends at 100.
 * @throws SyntaxError when the text is not one well-formed XML document.
 */
export function parseXml(text: string, { XMLParser, XMLValidator }: Library): XmlElement {
  const source = text.replace(/^\ufeff/, "").trimStart();
  const valid = XMLValidator.validate(source, { allowBooleanAttributes: true });
  if (valid !== true) throw new SyntaxError(`${valid.err.msg} (line ${valid.err.line})`);
  // No XML name begins with a dot, so that none of the keys below can be `__proto__`, `constructor` or "#text".
  const marked = (name: string): string => `.${name}`;
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    allowBooleanAttributes: true,
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    cdataPropName: "#cdata",
    ignoreDeclaration: true,
    ignorePiTags: true,
    transformTagName: marked,
    transformAttributeName: marked,
  });
  const roots = (parser.parse(source) as readonly Node[]).flatMap((node) => toElement(node) ?? []); // the shape that preserveOrder gives
  const [root, second] = roots.filter((node) => typeof node !== "string");
  if (root === undefined || second !== undefined) throw new SyntaxError("An XML document has exactly one root element");
  return root;
}

function toElement(node: Node): XmlElement | string | null {
  const tag = Object.keys(node).find((key) => key !== ":@");
  if (tag === undefined) return null;
  const content = node[tag];
  if (tag === "#text") return decodeEntities(String(content));
  const nodes = content as readonly Node[]; // a tag holds a list of nodes
  if (tag === "#cdata") return nodes.map((part) => String(part["#text"] ?? "")).join("");
  const attributes = Object.entries((node[":@"] ?? {}) as Readonly<Record<string, unknown>>); // attributes by name
  return {
    name: unmarked(tag),
    attributes: new Map(attributes.map(([name, value]) => [unmarked(name), value === true ? "" : decodeEntities(String(value))])),
    children: nodes.flatMap((child) => toElement(child) ?? []),
  };
}

function unmarked(name: string): string {
  return name.replace(/^\.+/, "");
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five entities of XML itself and character references; others stay as written. */
function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/gi, (written, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? written;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}
