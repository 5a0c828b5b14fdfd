import type { Call, WireHeaders } from "./call.js";

const secretHeader = /^(?!idempotency-key$).*(authorization|cookie|token|secret|password|signature|credential|session|(^|-)auth$|key(-id)?$)/i;
/** Of parameters and fields; those of forms may stand in brackets (`user[password]`, `user%5Bkey%5D`). */
const secretName =
  /((^|[-_.[]|%5B)(key|sig|code|pwd|pin|otp|jwt)|token|(api|access|account|private|secret|shared|signing)[-_]?key|signature|credentials?|assertion|authorization|cookie)(\]|%5D)*$|secret|passw|passphrase/i;

/** Whether a header holds credentials, going by its name. */
export const looksSecret = (name: string): boolean => secretHeader.test(name);

/** What stands where a secret stood. */
const mask = "***";

/**
 * An address for logs: values of query parameters that look like secrets, and user names in front of the host, are masked, and
 * all parameters that the call itself declares secret (`?name`).
 */
export function redactUrl(url: string, secrets: readonly string[] = []): string {
  return url
    .replace(/\/\/[^/@?#]*@/, `//${mask}@`)
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, sign: string, name: string) =>
      secretName.test(name) || secrets.includes(`?${name}`) ? `${sign}${name}=${mask}` : whole,
    );
}

/** Headers for logs: those that hold credentials are masked, by name, and all that the call itself declares secret. */
export function redactHeaders(headers: Readonly<Record<string, string>> | WireHeaders, secrets: readonly string[] = []): Record<string, string> {
  const shown: Record<string, string> = {};
  const add = (value: string, name: string): void => {
    shown[name] = secretHeader.test(name) || secrets.includes(name) ? mask : value;
  };
  if (typeof headers.forEach === "function") headers.forEach(add);
  else for (const [name, value] of Object.entries(headers)) add(String(value), name);
  return shown;
}

/**
 * A JSON text, lines of JSON, XML or a form for logs, cut at 1,000 characters: values of fields, elements and attributes that look like
 * secrets are masked, at any depth.
 */
export function redactText(text: string): string {
  if (text.length > 1e6) return `(${text.length} characters)`;
  const start = text.slice(0, 1000);
  return (/^\s*</.test(text) ? maskXml(start) : (maskJson(text) ?? start.split("\n").map(maskLine).join("\n"))).slice(0, 1000);
}

const isSecretXml = (name: string): boolean => secretName.test(name.replace(/^.*:/, ""));

/** What stands in an element that looks secret is masked whole, whatever it is; where it was cut off, all the rest. */
function maskXml(text: string): string {
  const tag = /<([\w:.-]+)(?:"[^"]*"|'[^']*'|[^<>"'])*>/g;
  let shown = "";
  let from = 0;
  for (let found = tag.exec(text); found; found = tag.exec(text)) {
    const [whole, name = ""] = found;
    if (!isSecretXml(name) || whole.endsWith("/>")) continue;
    // Names that begin alike end other elements.
    const [inside = ""] = text.slice(tag.lastIndex).split(new RegExp(`</${name.replaceAll(".", "\\.")}[\\s>]`));
    shown += text.slice(from, tag.lastIndex) + mask;
    tag.lastIndex += inside.length;
    from = tag.lastIndex;
  }
  return (shown + text.slice(from)).replace(/([\w:.-]+)(\s*=\s*)("[^"]*"?|'[^']*'?)/g, (whole, name: string, equals: string) =>
    isSecretXml(name) ? `${name}${equals}"${mask}"` : whole,
  );
}

/** Null when it is no JSON, or nested too deeply to be written again. */
function maskJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), (name, value: unknown) => (secretName.test(name) ? mask : value));
  } catch {
    return null;
  }
}

/** One of several lines of JSON, the start of a JSON text that was cut off, a form, or any other text. */
const maskLine = (line: string): string =>
  maskJson(line) ??
  line
    .replace(/("(?:[^"\\]|\\.)*")(\s*:\s*)("(?:[^"\\]|\\.)*"?|[\w.+-]+)/g, (whole, name: string, colon: string) =>
      secretName.test(name.slice(1, -1)) ? `${name}${colon}"${mask}"` : whole,
    )
    .replace(/(^|&)([^=&\s"]+)=([^&\s"]*)/g, (whole, sign: string, name: string) => (secretName.test(name) ? `${sign}${name}=${mask}` : whole));

/** Method and address of a call for logs. */
export const redactCall = (call: Call): string => `${call.method} ${redactUrl(call.url, call.secrets)}`;
