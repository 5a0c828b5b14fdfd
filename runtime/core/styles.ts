import type { Codec, Place } from "./codec.js";
import type { Param } from "./operation.js";

type Encode = (value: unknown) => string;

/** What goes before the whole list, and between members that are not exploded. */
const lead: { readonly [style: string]: string } = { label: ".", matrix: ";" };
const joins: { readonly [style: string]: string } = { space: "%20", pipe: "|", tab: "%09" };

const encode: Encode = (value) => encodeURIComponent(String(value));

/** Keeps RFC 3986 reserved characters and triplets that are already encoded. */
const encodeReserved: Encode = (value) => encodeURI(String(value)).replace(/%(5[BD]|25(?=[\da-f]{2}))/gi, decodeURIComponent);

/** The same where what would end a query may not stand. */
const encodeInQuery: Encode = (value) => encodeReserved(value).replaceAll("#", "%23");
/** The same where what would end a path may not stand. */
const encodeInPath: Encode = (value) => encodeReserved(value).replace(/[?#]/g, encode);
/** Slashes stay, everything else is what it is: `100%25` is no other text for `100%`. */
const encodeSegments: Encode = (value) => encode(value).replaceAll("%2F", "/");

/** `[key, member]` of lists and objects, without what is not given; null for single values. Dates and Temporal say themselves what they are. */
function members(value: unknown): [string, unknown][] | null {
  return typeof value === "object" && value && !("toJSON" in value) ? Object.entries(value).filter((entry) => entry[1] != null) : null;
}

/**
 * One value in one style; "" when nothing is left of it. Null and undefined members are left out.
 * RFC 6570 for simple, label, matrix and form; OpenAPI for the delimited ones and deepObject (`x[a][b]=1`).
 */
export function expand(name: string, raw: unknown, style: string, explode: boolean, encodeValue: Encode = encode): string {
  const print: Encode = (value) => encodeValue((value as Date)?.toJSON?.() ?? value); // whatever has the method: Date, Temporal
  const prefix = lead[style] ?? "";
  const simple = style === "simple";
  const equals = simple || style === "label" ? "" : `${name}=`;
  const list = members(raw);
  if (!list) return raw == null ? "" : prefix + equals + print(raw);
  if (style === "deepObject") return joinQuery(list.map(([key, member]) => expand(`${name}[${print(key)}]`, member, style, true, encodeValue)));
  const bare = Array.isArray(raw);
  if (!list.length) return "";
  if (explode) return prefix + list.map(([key, member]) => (bare ? equals : `${print(key)}=`) + print(member)).join(prefix || (simple ? "," : "&"));
  return prefix + equals + list.flatMap((entry) => entry.slice(bare ? 1 : 0).map(print)).join(joins[style] ?? ",");
}

/** Joins the parts that say something. */
export const joinQuery = (parts: readonly string[]): string => parts.filter((part) => part).join("&");

/** A parameter's style where it goes beyond Param: paths have two more. */
interface Styled extends Omit<Param, "style" | "as" | "fixed"> {
  readonly style?: Param["style"] | "label" | "matrix";
}

/** One query (or form) parameter with its value, ready to stand in a query; "" when there is nothing to send. */
export function expandQuery(param: Styled, value: unknown): string {
  const { style = "form", explode = style === "form", reserved, allowEmpty } = param;
  // Brackets and other delimiters in names (`filter[name]`, `$top`) go out as the document has them.
  const name = encodeReserved(param.name).replace(/[&=+#]/g, encode);
  if (style === "querystring-value") return value == null ? "" : encode(typeof value === "string" ? value : JSON.stringify(value));
  if (style === "querystring")
    return typeof value === "string" ? value.replace(/^\?/, "") : joinQuery((members(value) ?? []).map(([key, member]) => expandQuery({ name: key }, member)));
  return expand(name, value === null && allowEmpty ? "" : jsonOf(style, value), style, explode, reserved ? encodeInQuery : encode);
}

const jsonOf = (style: string, value: unknown): unknown => (style === "json" && value != null ? JSON.stringify(value) : value);

/** `;ids*` as a template has it, taken apart. */
function fromTemplate(text: string): Styled & { readonly encodeValue: Encode } {
  const [, operator = "", name = text, mark] = /^([+.;=]?)(.*?)([*+]?)$/.exec(text) ?? [];
  return {
    name,
    explode: mark === "*",
    style: operator === "." ? "label" : operator === ";" ? "matrix" : operator === "=" ? "json" : "simple",
    encodeValue: mark === "+" ? encodeSegments : operator === "+" ? encodeInPath : encode,
  };
}

/** One parameter in its place. */
function print(place: Place, param: Param, take: (key: string) => unknown): string {
  const {
    name,
    style = "simple",
    explode = false,
    reserved,
    encodeValue,
  }: Styled & { readonly encodeValue?: Encode } = place === "path" ? fromTemplate(param.name) : param;
  const given = param.fixed ?? take(param.as ?? name);
  if (place === "query") return expandQuery(param, given);
  const value = jsonOf(style, given);
  if (place === "header") return expand(name, value, "simple", explode, String);
  if (place === "cookie") return expand(name, value, "form", param.explode ?? true, reserved ? String : encode).replaceAll("&", "; ");
  return given === "" ? "" : expand(name, value, style === "json" ? "simple" : style, explode, encodeValue);
}

/**
 * Parameters that are more than their name: renamed, fixed, with a style, `explode`, `reserved` or `allowEmpty`; path
 * operators (`{+path}`, `{key+}`, `{.x}`, `{;x}`, `{=x}`, `{ids*}`); cookies; objects wherever they stand.
 */
export const styles: Codec = { params: print };
