import { InputError } from "../core/errors.js";
import type { XmlElement } from "./element.js";

/**
 * An element as a document. Whatever the values hold, they stay values.
 * @throws InputError for names that XML doesn't allow, and for control characters, which it can't hold.
 */
export function printXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${printElement(root)}`;
}

function printElement({ name, attributes, children }: XmlElement): string {
  const tag =
    checkName(name) +
    [...attributes].map(([key, value]) => ` ${checkName(key)}="${escapeText(value).replace(/[\t\n]/g, (char) => `&#${char.charCodeAt(0)};`)}"`).join("");
  if (children.length === 0) return `<${tag}/>`;
  return `<${tag}>${children.map((child) => (typeof child === "string" ? escapeText(child) : printElement(child))).join("")}</${name}>`;
}

const escapes: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "\r": "&#13;" };

function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that XML 1.0 forbids
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new InputError("XML can't hold control characters", { remedy: "Remove them, or send the value as base64" });
  return text.replace(/[<>&"\r]/g, (char) => escapes[char] ?? char);
}

function checkName(name: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_.\-\u00b7]*(:[\p{L}_][\p{L}\p{N}_.\-\u00b7]*)?$/u.test(name))
    throw new InputError(`"${name}" can't be the name of an XML element or attribute`);
  return name;
}
