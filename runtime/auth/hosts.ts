import type { ApiDefinition } from "../core/api-definition.js";
import type { Call } from "../core/call.js";

/** What decides which hosts may see credentials. */
export interface HostOptions {
  readonly baseUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  /** More hosts that may see credentials: `files.example.com`, `*.example.com`, or URLs. */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * Whether a call goes where credentials may go: the client's base URL, the API's environments and declared hosts, those that
 * the user allows, the operation's own server. Anything else (a page's absolute URL, a Location) gets none; neither does
 * plain http, unless the base URL itself is http.
 */
export function trustedHosts(api: ApiDefinition, { baseUrl, variables, hosts = [] }: HostOptions): (call: Call) => boolean {
  const fill = (text: string): string => text.replace(/\{([^{}]+)\}/g, (_, name: string) => variables[name] ?? api.variables?.[name]?.default ?? "");
  const hostOf = (text: string): string =>
    fill(text)
      .replace(/^\w+:\/\//, "")
      .replace(/[/?#].*$/s, "")
      .toLowerCase();
  const known = [baseUrl, ...Object.values(api.environments), ...(api.hosts ?? []), ...hosts].map(hostOf);
  const inside = `${baseUrl}/`;
  return ({ url, operation, options }) => {
    if (url.startsWith(inside)) return true;
    const { protocol, host } = new URL(url);
    if (protocol !== "https:" && baseUrl.startsWith("https:")) return false;
    const own = [operation.server, options.baseUrl].map((text) => text && hostOf(text));
    return own.includes(host) || known.some((name) => name === host || (name.startsWith("*.") && host.endsWith(name.slice(1))));
  };
}
