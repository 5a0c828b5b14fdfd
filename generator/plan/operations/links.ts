import { doubt, type Report } from "../../diagnostics.js";
import type { Api, JsonValue, Link, Operation } from "../../ir/index.js";
import type { OperationNames } from "../names/operation-names.js";
import { short } from "../names/short.js";
import type { DocsView } from "../views.js";

/** OpenAPI's runtime expressions (3.1, "Runtime Expressions"). */
const expression = /^\$(?:url|method|statusCode|(?:request|response)\.(?:body(?:#(?:\/(?:[^~/]|~[01])*)*)?|header\.[!#$%&'*+.^_`|~\w-]+|(?:query|path)\.\S+))$/;

/** By an operation's place, what its doc comment says of its links. */
export type LinkDocs = ReadonlyMap<string, DocsView["tags"]>;

/**
 * Links become a line of the doc comment each: the function that goes on with a reply, and what of the reply it takes. They cost
 * nothing at run time. A link that leads nowhere, or takes what is no expression, is told.
 */
export function planLinks(api: Api, operations: readonly Operation[], names: readonly OperationNames[], report: Report): LinkDocs {
  const linked = operations.filter(({ responses }) => responses.some(({ links }) => links.length > 0));
  if (linked.length === 0) return new Map();
  const find = targetsOf(api);
  const functions = new Map(operations.map((operation, index) => [operation.at, names[index]?.functionName ?? ""]));
  const told = (operation: Operation): DocsView["tags"] => {
    const links = operation.responses.flatMap((response) => response.links);
    const texts = links.flatMap((link) => {
      tellFaults(link, report);
      const target = find(link, operation, report);
      const name = target === null ? undefined : functions.get(target.at);
      return name === undefined ? [] : [`{@link ${name}}${taken(link)}`];
    });
    return [...new Set(texts)].map((text) => ({ tag: "see", text }));
  };
  return new Map(linked.map((operation) => [operation.at, told(operation)]));
}

/** ` with petId from $response.body#/id`; what is no expression goes as it is. */
function taken({ parameters, body }: Link): string {
  const list = [...parameters, ...(body === null ? [] : [{ name: "body", value: body }])];
  const parts = list.map(({ name, value }) => {
    const key = name.replace(/^(?:path|query|header|cookie)\./, "");
    return isExpression(value) ? `${key} from \`${value}\`` : `${key} = ${short(JSON.stringify(value))}`;
  });
  return parts.length === 0 ? "" : ` with ${parts.join(", ")}`;
}

const isExpression = (value: JsonValue): value is string => typeof value === "string" && value.startsWith("$");

type Find = (link: Link, from: Operation, report: Report) => Operation | null;

/** Another API's operation is none of ours, and nothing to tell. */
function targetsOf({ operations }: Api): Find {
  const ids = new Map(operations.flatMap((operation) => (operation.id === null ? [] : [[operation.id, operation] as const])));
  const places = new Map(operations.map((operation) => [operation.at, operation]));
  return (link, from, report) => {
    const missing = (what: string): null => {
      report(
        doubt(
          "link-target-unknown",
          link.at,
          `The link "${link.name}" leads to ${what}, which does not exist.`,
          "Use the operationId, or the place, of an operation.",
        ),
      );
      return null;
    };
    if (link.operationId !== null) return ids.get(link.operationId) ?? missing(`the operation "${link.operationId}"`);
    if (link.operationRef === null) return missing("no operation (neither operationId nor operationRef)");
    if (/^[a-z][a-z\d+.-]*:/i.test(link.operationRef)) return null;
    const [file = "", pointer = ""] = decoded(link.operationRef).split("#");
    const own = from.at.split("#")[0] ?? "";
    return places.get(`${file === "" ? own : file.replace(/^\.\//, "")}#${pointer}`) ?? missing(link.operationRef);
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tellFaults({ name, parameters, body, at }: Link, report: Report): void {
  for (const value of [...parameters.map((each) => each.value), body]) {
    if (!isExpression(value) || expression.test(value)) continue;
    report(
      doubt(
        "link-expression-invalid",
        at,
        `The link "${name}" takes "${value}", which is no runtime expression.`,
        "Write $response.body#/id, $request.path.id, $response.header.Name and the like.",
      ),
    );
  }
}
