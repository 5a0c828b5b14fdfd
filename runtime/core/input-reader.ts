import { type Codec, fromCodecs, type Place } from "./codec.js";
import { InputError } from "./errors.js";
import type { Param } from "./operation.js";

/** What single values and lists have in common with text. */
type Printable = { readonly toJSON?: () => unknown; readonly flat?: unknown } | null | undefined;

/** Reads an operation's inputs by key and prints parameters; what nobody has read is the body's. */
export class InputReader {
  readonly codecs: readonly Codec[];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #claimed: Set<string> = new Set();

  constructor(values: object, codecs: readonly Codec[], variables: Readonly<Record<string, string>>) {
    this.#values = values as Readonly<Record<string, unknown>>; // an input is an object by its type
    this.codecs = codecs;
    this.#variables = variables;
  }

  /** The value of an input, which is claimed thereby. */
  readonly take = (key: string): unknown => {
    this.#claimed.add(key);
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  };

  /** Inputs that nobody has claimed. */
  readonly rest = (): [string, unknown][] => {
    const found: [string, unknown][] = [];
    for (const key of Object.keys(this.#values)) {
      const value = this.#values[key];
      if (value !== undefined && !this.#claimed.has(key)) found.push([key, value]);
    }
    return found;
  };

  /** Plain parameters are printed here, every other by `styles`. */
  print(place: Place, param: string | Param, read: (key: string) => unknown = this.take): string {
    if (typeof param === "object") return fromCodecs(this.codecs, (codec) => codec.params, "styles")(place, param, read);
    const value = read(param);
    const { flat, toJSON } = (typeof value === "object" && (value as Printable)) || {}; // read from whatever it is
    return typeof value === "object" && value && !flat && !toJSON ? this.print(place, { name: param }, () => value) : printPlain(place, param, value);
  }

  /** A path with its variables filled in: inputs, else the client's. */
  path(template: string): string {
    // Texts at even places, variables at odd ones.
    const path = template
      .split(/\{(.+?)\}/)
      .map((part, index) => {
        if (index % 2 === 0) return part;
        const read = (key: string): unknown => this.take(key) ?? this.#variables[key];
        return this.print("path", /^[+.;]|\*$/.test(part) ? { name: part } : part, read) || refuse(`Path input "${part}" is empty`);
      })
      .join("");
    // URL parsers resolve such segments: they would reach another address.
    return /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path) ? refuse(`"${path}" has a . or .. segment`) : path;
  }
}

/** Stops what would be sent wrong. */
export function refuse(message: string): never {
  throw new InputError(message);
}

/** Plain text of a single value; dates say themselves what they are. */
function textOf(place: Place, value: unknown): string {
  const text = String((value as Printable)?.toJSON?.() ?? value); // whatever has the method
  return place === "header" ? text : encodeURIComponent(text);
}

/** A parameter in its plain form: lists exploded in a query, joined by commas elsewhere. */
export function printPlain(place: Place, name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  const before = place === "query" ? `${/[^\w$[\].-]/.test(name) ? encodeURIComponent(name) : name}=` : "";
  if (!Array.isArray(value)) return before + textOf(place, value);
  return value
    .filter((member) => member != null)
    .map((member) => before + textOf(place, member))
    .join(before ? "&" : ",");
}
