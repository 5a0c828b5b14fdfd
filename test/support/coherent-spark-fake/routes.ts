import type { Need } from "./access.js";
import type { Exchange, SparkAnswer } from "./exchange.js";

export interface Route {
  readonly method: string;
  /** `/:tenant/api/v4/batch/:id`; a last `*` takes the rest of the path, slashes included. */
  readonly pattern: string;
  readonly need: Need;
  readonly answer: (exchange: Exchange) => SparkAnswer | Promise<SparkAnswer>;
}

/** `route("POST /:tenant/api/v4/batch", "key", answer)` */
export function route(head: string, need: Need, answer: Route["answer"]): Route {
  const [method = "", pattern = ""] = head.split(" ");
  return { method, pattern, need, answer };
}

/** The first route that fits, with its decoded path variables. */
export function findRoute(routes: readonly Route[], method: string, path: string): { readonly route: Route; readonly at: Exchange["at"] } | null {
  const given = path.split("/");
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const at = match(candidate.pattern.split("/"), given);
    if (at !== null) return { route: candidate, at };
  }
  return null;
}

function match(wanted: readonly string[], given: readonly string[]): Record<string, string> | null {
  const at: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part === "*") return { ...at, rest: given.slice(index).map(decodeURIComponent).join("/") };
    const value = given[index];
    if (value === undefined) return null;
    if (part.startsWith(":")) at[part.slice(1)] = decodeURIComponent(value);
    else if (part.toLowerCase() !== value.toLowerCase()) return null;
  }
  return wanted.length === given.length ? at : null;
}
