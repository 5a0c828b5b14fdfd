import { kebabCase, words } from "./casing.js";

/** Words that say nothing of one API, for every title may have them. */
const noise =
  /\b(?:the|swagger|open ?api|rest(?:ful)?|http|web|apis?|specifications?|specs?|reference|definition|service|documentation|docs|official|public|preview|v?\d[\d.]*)\b/giu;

/** `Netlify's API documentation` is Netlify, `Acme REST API (preview)` is Acme: what a title says of its API alone. The title itself when that is nothing. */
export function shortTitle(title: string): string {
  const before = title.replace(/\([^()]*\)|\[[^[\]]*\]|\s[+|]\s.*$/gu, " ");
  const kept = before
    .replace(noise, " ")
    .replace(/['’]s\s*$/u, "")
    .replace(/\s*client\s*$/iu, "");
  return /[\p{L}\p{Nd}]/u.test(kept) ? kept.trim() : title;
}

/** A title as a package's name: `GitHub Enterprise` is github-enterprise, for two short words without a gap are one proper name. */
export function titleName(title: string): string {
  return title
    .replace(/['’]/gu, "")
    .split(/[^\p{L}\p{M}\p{Nd}]+/u)
    .map((token) => (isProperName(token) ? token.toLowerCase() : kebabCase(token)))
    .filter((part) => part !== "")
    .join("-");
}

const longestName = 12;

function isProperName(token: string): boolean {
  const parts = words(token);
  return parts.length === 2 && token.length <= longestName && parts.join("") === token && !parts.some((part) => /^api$/i.test(part));
}
