import { globalTypes } from "./globals.js";
import { boundNames } from "./runtime-names.js";

/** ECMAScript's and TypeScript's own words, contextual ones included where a declaration of that name would not parse or would mislead. */
export const keywords: ReadonlySet<string> = new Set(
  (
    "abstract any as asserts async await bigint boolean break case catch class const constructor continue debugger declare default delete do else enum export extends false " +
    "finally for from function get global if implements import in infer instanceof interface is keyof let module namespace never new null number object of " +
    "package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined " +
    "unique unknown using var void while with yield arguments eval NaN Infinity globalThis"
  ).split(" "),
);

/** Globals that generated functions or their callers use by bare name: shadowing them would change what code means. */
const globalValues: ReadonlySet<string> = new Set(
  (
    "clearInterval clearTimeout console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape fetch isFinite isNaN parseFloat parseInt performance process " +
    "queueMicrotask require self setInterval setTimeout structuredClone unescape window document exports module"
  ).split(" "),
);

/** Parameters of the generated functions, and what createX returns besides façades. */
const locals: ReadonlySet<string> = new Set(["client", "input", "options", "request"]);

/** A module that exports it is taken for a promise: its `import()` would never settle. */
const THENABLE = "then";

/** Whether a type of this name would hide a global, a keyword or an import. */
export function isReservedType(name: string): boolean {
  return keywords.has(name) || globalTypes.has(name) || boundNames.has(name);
}

/** Whether a function or constant of this name would hide something that generated code or its callers need. */
export function isReservedValue(name: string): boolean {
  return keywords.has(name) || globalValues.has(name) || boundNames.has(name) || locals.has(name) || globalTypes.has(name) || name === THENABLE;
}

/** Members that every object has, or that make it something else (`then`: a promise). */
const members: ReadonlySet<string> = new Set(
  "constructor prototype then catch finally toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable toJSON __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__".split(
    " ",
  ),
);

/** Whether a façade must not have a member of this name. */
export function isReservedMember(name: string): boolean {
  return members.has(name);
}

/** Whether what `createX` returns must not have a façade of this name. */
export function isReservedGroup(name: string): boolean {
  return members.has(name) || name === "client" || name === "request";
}
