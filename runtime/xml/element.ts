/** An XML element as data: names without their namespace prefix when read, with it when written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Child elements and text, in order. */
  readonly children: readonly (XmlElement | string)[];
}

/** The child elements. */
export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== "string");
}

/** The text inside, that of child elements left out. */
export function textOf(element: XmlElement): string {
  return element.children.filter((child) => typeof child === "string").join("");
}
