import type { JsonValue } from "../ir/json.js";
import type { SpecDocument } from "../ir/spec-document.js";
import { member } from "./json.js";

/** What a document says it is. */
export interface Dialect {
  readonly kind: SpecDocument["kind"];
  readonly version: SpecDocument["version"];
  /** As written: `3.0.0-RC1`. */
  readonly versionText: string;
}

const KEYWORDS: readonly (readonly [string, RegExp, Readonly<Record<string, SpecDocument["version"]>>])[] = [
  ["openapi", /^3\.([0-2])(?=\D|$)/, { "0": "3.0", "1": "3.1", "2": "3.2" }],
  ["swagger", /^(2)(?:\.0)*$/, { "2": "2.0" }],
  ["asyncapi", /^([23])\./, { "2": "async-2", "3": "async-3" }],
];

/** Reads the version keyword, quoted or not (`swagger: 2.0` is the number 2). Null when it is absent or not one we know. */
export function dialectOf(root: JsonValue): Dialect | null {
  for (const [keyword, pattern, versions] of KEYWORDS) {
    const written = member(root, keyword);
    if (typeof written !== "string" && typeof written !== "number") continue;
    const versionText = typeof written === "number" && Number.isInteger(written) ? `${written}.0` : String(written).trim();
    const version = versions[pattern.exec(versionText)?.[1] ?? ""];
    return version ? { kind: keyword === "asyncapi" ? "asyncapi" : "openapi", version, versionText } : null;
  }
  return null;
}

/** The version keyword and its value as found, for the message; null when there is none. */
export function versionClaim(root: JsonValue): string | null {
  for (const keyword of ["openapi", "swagger", "asyncapi"]) {
    const written = member(root, keyword);
    if (written !== undefined) return `${keyword}: ${JSON.stringify(written)}`;
  }
  return null;
}
