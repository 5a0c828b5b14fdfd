const word =
  /\p{Lu}(?:\p{Nd}+[\p{Ll}\p{M}]+)+\p{Nd}*|\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+(?:\p{Nd}+[\p{Ll}\p{M}]*)*|\p{Lu}+\p{Nd}*|[\p{Lo}\p{Lm}\p{Lt}\p{Nl}][\p{Lo}\p{Lm}\p{M}\p{Nl}]*\p{Nd}*|\p{Nd}+[\p{Ll}\p{M}]*/gu;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The words of a name, whatever its spelling: `HTTPServer_v2` gives HTTP, Server, v2. Letters of any script count. */
export function words(name: string): readonly string[] {
  return name.normalize("NFC").replace(/['’]/g, "").match(word) ?? [];
}

/** Whether the text can stand as a name in TypeScript as it is (keywords apart). */
export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}

/**
 * A type's name: `pet_store` gives PetStore, `HTTPError` stays, `USER_STATUS` gives UserStatus, `3dModel` gives _3dModel.
 * Empty when the name holds no letter or digit at all (an emoji).
 */
export function pascalCase(name: string): string {
  return join(words(name), (part, shouting) => capital(shouting ? part.toLowerCase() : part));
}

/** A function's, property's or variable's name: `getPets[]` gives getPets, `ListVMs` gives listVMs, `URL` gives url. */
export function camelCase(name: string): string {
  const parts = words(name);
  const [first, ...others] = parts;
  if (first === undefined) return "";
  const shouting = isShouting(parts);
  return join([small(first), ...others], (part, _, index) => (index === 0 ? part : capital(shouting ? part.toLowerCase() : part)));
}

/** A file's or package's name: `HTTPServer v2` gives http-server-v2. */
export function kebabCase(name: string): string {
  return words(name)
    .map((part) => part.toLowerCase())
    .join("-");
}

/** An environment variable's name: `coherent-spark` gives COHERENT_SPARK; letters outside ASCII are dropped. */
export function screamingCase(name: string): string {
  return words(name)
    .map((part) => part.toUpperCase().replace(/[^A-Z0-9]/g, ""))
    .filter((part) => part !== "")
    .join("_");
}

/** The same word in the singular, roughly: enough to tell that `listPets` speaks of the group `pet`. */
export function singular(text: string): string {
  const lower = text.toLowerCase();
  if (/(ss|us|is)$/.test(lower)) return lower;
  if (/[^aeiou]ies$/.test(lower)) return `${lower.slice(0, -3)}y`;
  if (/(ch|sh|x|ss|zz)es$/.test(lower)) return lower.slice(0, -2);
  return lower.endsWith("s") && lower.length > 2 ? lower.slice(0, -1) : lower;
}

export function capital(part: string): string {
  const [first = ""] = part;
  return first.toUpperCase() + part.slice(first.length);
}

function small(part: string): string {
  if (part === part.toUpperCase()) return part.toLowerCase();
  const [first = ""] = part;
  return first.toLowerCase() + part.slice(first.length);
}

function isShouting(parts: readonly string[]): boolean {
  return parts.length > 1 && parts.every((part) => part === part.toUpperCase() && part !== part.toLowerCase());
}

function join(parts: readonly string[], cased: (part: string, shouting: boolean, index: number) => string): string {
  const shouting = isShouting(parts);
  let name = "";
  for (const [index, part] of parts.entries()) {
    if (/^\p{Nd}/u.test(part) && /\p{Nd}$/u.test(name)) name += "_";
    name += cased(part, shouting, index);
  }
  return name === "" || identifier.test(name) ? name : `_${name}`;
}
