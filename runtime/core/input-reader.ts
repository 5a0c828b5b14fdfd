import { type Codec, fromCodecs, type Place } from "./codec.js";
import { InputError } from "./errors.js";
import type { Operation, Param } from "./operation.js";
import { own } from "./own.js";

/** What single values and lists have in common with text. */
type Printable = { readonly toJSON?: () => unknown; readonly flat?: unknown } | null | undefined;

type Read = (key: string) => unknown;

/** Path templates taken apart: texts at even places, variables at odd ones. */
const templates = /* @__PURE__ */ new WeakMap<Operation, readonly string[]>();

/** Reads an operation's inputs by key and prints parameters; what nobody has read is the body's. On the way of every call: no closure where none is needed. */
export class InputReader {
  readonly codecs: readonly Codec[];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #claimed: string[] = [];

  constructor(values: object, codecs: readonly Codec[], variables: Readonly<Record<string, string>>) {
    this.#values = values as Readonly<Record<string, unknown>>; // an input is an object by its type
    this.codecs = codecs;
    this.#variables = variables;
  }

  /** The value of an input, which is claimed thereby. */
  take(key: string): unknown {
    this.#claimed.push(key);
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  /** Inputs that nobody has claimed. */
  rest(): [string, unknown][] {
    return Object.entries(this.#values).filter(([key, value]) => value !== undefined && !this.#claimed.includes(key));
  }

  /** Plain parameters are printed here, every other by `styles`. */
  print(place: Place, param: string | Param): string {
    if (typeof param === "object") return this.#styled(place, param, (key) => this.take(key));
    const value = this.take(param);
    return isNested(value) ? this.#styled(place, { name: param }, () => value, true) : printPlain(place, param, value);
  }

  /** The operation's path with its variables filled in: inputs, else the client's. */
  path(operation: Operation): string {
    let parts = templates.get(operation);
    if (!parts) {
      parts = operation.path.split(/\{(.+?)\}/);
      templates.set(operation, parts);
    }
    let path = "";
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as string; // an index of the list
      path += index % 2 === 0 ? part : this.#variable(part, operation);
    }
    // URL parsers resolve such segments: they would reach another address.
    return /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path) ? refuse(`"${path}" has a . or .. segment`) : path;
  }

  #variable(name: string, { id }: Operation): string {
    const isStyled = /^[+.;=]|\*$/.test(name);
    const key = name.replace(/\+$/, "");
    const value = isStyled ? undefined : (this.take(key) ?? own(this.#variables, key));
    const text =
      isStyled || isNested(value)
        ? this.#styled("path", { name }, (key) => (isStyled ? (this.take(key) ?? own(this.#variables, key)) : value), !isStyled)
        : printPlain("path", key, value);
    return (key === name ? text : text.replaceAll("%2F", "/")) || refuse(`${id} needs the path input "${key}"`);
  }

  #styled(place: Place, param: Param, read: Read, isPlain = false): string {
    // By its declaration it is plain, so nobody brought the codec: the value is what was not expected.
    if (isPlain && !this.codecs.some((codec) => codec.params)) refuseObject(place, param.name);
    return fromCodecs(this.codecs, (codec) => codec.params, "styles")(place, param, read);
  }
}

/** Objects that are no lists and don't say themselves what they are as text. */
function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value as { flat?: unknown }).flat && !(value as { toJSON?: unknown }).toJSON; // any object may have them
}

/** Stops what would be sent wrong. */
export function refuse(message: string, remedy?: string): never {
  throw new InputError(message, remedy ? { remedy } : {});
}

const refuseObject = (place: Place, name: string): never => refuse(`The ${place} input "${name}" can't be an object`, "Pass text, a number or a list of them");

/** Plain text of a single value; dates say themselves what they are. */
function textOf(place: Place, name: string, value: unknown): string {
  const plain = typeof value === "string" ? value : ((value as Printable)?.toJSON?.() ?? value); // whatever has the method
  const text = typeof plain === "object" ? refuseObject(place, name) : String(plain);
  return place === "header" ? text : encodeURIComponent(text);
}

/** A parameter in its plain form: lists exploded in a query, joined by commas elsewhere. */
export function printPlain(place: Place, name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  const before = place === "query" ? `${/[^\w$[\].-]/.test(name) ? encodeURIComponent(name) : name}=` : "";
  if (!Array.isArray(value)) return before + textOf(place, name, value);
  return value
    .filter((member) => member != null)
    .map((member) => before + textOf(place, name, member))
    .join(before ? "&" : ",");
}
