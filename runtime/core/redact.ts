import type { Call, WireHeaders } from "./call.js";

const secretHeader = /^(?!idempotency-key$).*(authorization|cookie|token|secret|password|signature|key(-id)?$)/i;
const secretName = /(^|[-_.])(key|sig|code|pwd)$|token$|secret|passw|api[-_]?key$|signature$|credential$|assertion$/i;

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

/** A JSON or form text for logs, cut at 1,000 characters: values of fields that look like secrets are masked, at any depth. */
export function redactText(text: string): string {
  return text
    .replace(/("(?:[^"\\]|\\.)*")(\s*:\s*)("(?:[^"\\]|\\.)*"?|[\w.+-]+)/g, (whole, name: string, colon: string) =>
      secretName.test(name.slice(1, -1)) ? `${name}${colon}"${mask}"` : whole,
    )
    .replace(/(^|[?&])([\w.[\]-]+)=([^&\s"]*)/g, (whole, sign: string, name: string) => (secretName.test(name) ? `${sign}${name}=${mask}` : whole))
    .slice(0, 1000);
}

/** Method and address of a call for logs. */
export const redactCall = (call: Call): string => `${call.method} ${redactUrl(call.url, call.secrets)}`;
