import type { Operation, Response } from "../ir/index.js";
import type { Reading } from "./reading.js";

/** The operation that a reply's Location leads to, and how that is known. */
export interface LocationTarget {
  readonly operation: Operation;
  readonly reason: string;
}

/** What the document itself says about where a reply's Location leads: a link to a GET, or an example of the header. */
export function locationTarget(operation: Operation, reply: Response, { api }: Reading): LocationTarget | null {
  const getters = api.operations.filter((other) => other.method === "GET" && other !== operation);
  for (const { name, operationId, operationRef } of reply.links) {
    const linked = getters.find((other) => (operationId !== null && other.id === operationId) || operationRef?.endsWith(`#${pointerOf(other)}`));
    if (linked !== undefined) return { operation: linked, reason: `the link ${name} says so` };
  }
  const location = reply.headers.find((header) => header.name.toLowerCase() === "location");
  for (const example of [...(location?.docs.examples ?? []), ...(location?.schema.meta?.docs.examples ?? [])]) {
    if (typeof example !== "string") continue;
    const path = example.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/[?#].*$/, "");
    // The longest template: a server's own path may stand before it.
    const [found] = getters.filter((other) => fits(other.path, path)).sort((left, right) => right.path.length - left.path.length);
    if (found !== undefined) return { operation: found, reason: `as the example ${example} does` };
  }
  return null;
}

const pointerOf = ({ path }: Operation): string => `/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/get`;

/** Whether a path ends as a template says; one without variables is no address of a job. */
function fits(template: string, path: string): boolean {
  if (!template.includes("{")) return false;
  const wanted = template.split("/");
  const given = path.split("/").slice(-wanted.length + 1);
  return wanted.slice(1).length === given.length && wanted.slice(1).every((part, index) => part.includes("{") || part === given[index]);
}
