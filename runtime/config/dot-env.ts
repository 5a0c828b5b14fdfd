const line = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\r\n]*))[ \t]*(?:#[^\r\n]*)?$/gm;
const escapes: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t" };

/**
 * Variables of a `.env` file: `NAME=value` lines, `export` in front allowed, `#` comments. Values in double quotes may span
 * lines and hold `\n`, `\t`, `\"`; those in single quotes are taken as they are; bare ones end at ` #`. Nothing is expanded.
 */
export function parseDotEnv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = "", single, double, bare = ""] of text.replace(/^\uFEFF/, "").matchAll(line)) {
    const value = single ?? double?.replace(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter) ?? bare.replace(/(^|\s)#.*$/, "").trim();
    Object.defineProperty(found, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return found;
}
