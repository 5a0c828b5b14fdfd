/** One challenge of a WWW-Authenticate header (RFC 9110, 11.6.1). */
export interface Challenge {
  /** Lower case: `digest`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case, values unquoted. */
  readonly params: Readonly<Record<string, string>>;
}

const part = /\s*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w!#$%&'*+.^`|~-]+)(?=\s|,|$))\s*,?/y;

/** All challenges of a header, in its order; what can't be read ends the list. */
export function parseChallenges(header: string): readonly Challenge[] {
  const found: { scheme: string; params: Record<string, string> }[] = [];
  part.lastIndex = 0;
  for (let match = part.exec(header); match; match = part.exec(header)) {
    const [, name, quoted, plain, scheme] = match;
    if (scheme) found.push({ scheme: scheme.toLowerCase(), params: {} });
    else if (name) Object.assign(found.at(-1)?.params ?? {}, { [name.toLowerCase()]: plain ?? quoted?.replace(/\\(.)/g, "$1") ?? "" });
    if (part.lastIndex >= header.length) break;
  }
  return found;
}
