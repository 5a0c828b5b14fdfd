import type { ParamIn, ParamStyle } from "../ir/index.js";
import type { JsonObject } from "../schema/json.js";
import { type Scope, warn } from "../schema/scope.js";

const words: ReadonlyMap<string, ParamStyle> = new Map<string, ParamStyle>([
  ["simple", "simple"],
  ["label", "label"],
  ["matrix", "matrix"],
  ["form", "form"],
  ["spaceDelimited", "space"],
  ["pipeDelimited", "pipe"],
  ["deepObject", "deepObject"],
  ["cookie", "cookie"],
]);

const allowed: Readonly<Record<ParamIn, readonly ParamStyle[]>> = {
  path: ["simple", "label", "matrix"],
  query: ["form", "space", "pipe", "deepObject"],
  header: ["simple"],
  cookie: ["form", "cookie"],
  querystring: ["form"],
};

/** How a parameter's value is written. */
export interface Styling {
  readonly style: ParamStyle;
  readonly explode: boolean;
}

/** Style and explode of a 3.x parameter or header, each with its location's default; a style that doesn't belong there is warned of. */
export function stylingOf(scope: Scope, node: JsonObject, of: { readonly in: ParamIn; readonly at: string }): Styling {
  const word = node["style"];
  const usual: ParamStyle = allowed[of.in][0] ?? "simple";
  const given = typeof word === "string" ? words.get(word) : undefined;
  const fits = given !== undefined && allowed[of.in].includes(given);
  if (word !== undefined && !fits) {
    const message = `Style ${JSON.stringify(word)} doesn't belong in ${of.in}; ${usual} is used.`;
    warn(scope, "style-invalid", { at: of.at, message, remedy: `Use one of ${allowed[of.in].join(", ")}.` });
  }
  const style = fits ? given : usual;
  return { style, explode: typeof node["explode"] === "boolean" ? node["explode"] : style === "form" || style === "cookie" };
}

/** The style word of an encoding object; null when it has none. */
export function styleWord(node: JsonObject): ParamStyle | null {
  const word = node["style"];
  return typeof word === "string" ? (words.get(word) ?? null) : null;
}

/** How a single value is written: the location's usual style, as in 3.x. */
export function scalarStyle(location: ParamIn): Styling {
  const style = allowed[location][0] ?? "simple";
  return { style, explode: style === "form" };
}

/** Swagger 2's `collectionFormat`, in the words of 3.x: csv unless it says otherwise. */
export function collectionStyle(format: string | null, location: ParamIn): Styling {
  const usual: ParamStyle = location === "query" || location === "cookie" ? "form" : "simple";
  switch (format) {
    case "multi":
      return { style: usual, explode: true };
    case "ssv":
      return { style: "space", explode: false };
    case "tsv":
      return { style: "tab", explode: false };
    case "pipes":
      return { style: "pipe", explode: false };
    default:
      return { style: usual, explode: false };
  }
}
