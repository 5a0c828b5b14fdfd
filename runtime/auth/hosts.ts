import type { ApiDefinition } from "../core/api-definition.js";
import type { Call } from "../core/call.js";
import { fillTemplate, own } from "../core/own.js";

/** What decides which hosts may see credentials. */
export interface HostOptions {
  readonly baseUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  /** More hosts that may see credentials: `files.example.com`, `*.example.com`, or URLs. */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * Whether a call goes where credentials may go: the client's base URL, the API's environments and declared hosts, the operation's own
 * server as the document declares it, and the hosts that the user allows (`hosts`). Anything else (a page's absolute URL, a Location,
 * `baseUrl` of a single call, which may come from anywhere) gets none; neither does plain http, unless the base URL itself is http.
 */
export function trustedHosts(api: ApiDefinition, { baseUrl, variables, hosts = [] }: HostOptions): (call: Call) => boolean {
  const usual = (name: string): string => own(api.variables, name)?.default ?? "";
  // A value that ended the host's name early would choose the host; one that is the whole address may (`{runner}`).
  const fitting = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value !== usual(name) && /[/?#@\\]/.test(value) ? " " : value]));
  const hostOf = (text: string): string =>
    fillTemplate(text, text.includes("://") ? fitting : variables, usual)
      .replace(/^\w+:\/\//, "")
      .replace(/[/?#].*$/s, "")
      .replace(/:443$/, "") // as URL has it: the usual port is not part of a host
      .toLowerCase();
  const known = [baseUrl, ...Object.values(api.environments), ...(api.hosts ?? []), ...hosts].map(hostOf);
  const inside = `${baseUrl}/`;
  return ({ url, operation: { server } }) => {
    if (url.startsWith(inside)) return true;
    const { protocol, host } = new URL(url);
    if (protocol !== "https:" && baseUrl.startsWith("https:")) return false;
    return (server && hostOf(server) === host) || known.some((name) => name === host || (name.startsWith("*.") && host.endsWith(name.slice(1))));
  };
}
