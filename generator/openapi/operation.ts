import { type Body, noDocs, type Operation, type Param, stringSchema, templateName } from "../ir/index.js";
import { docsOf } from "../schema/docs.js";
import { extensionsOf, inheritedExtensions } from "../schema/extensions.js";
import { objectAt, step, textAt, textsAt } from "../schema/json.js";
import { type Place, warn } from "../schema/scope.js";
import { lowerNeeds } from "../schema/security.js";
import { lowerServers } from "../schema/server.js";
import { lowerBody } from "./body.js";
import { lowerParams, overrideParams } from "./parameter.js";
import type { MethodPlace, PathItem } from "./path-item.js";
import { lowerResponses } from "./response.js";
import { mediaTypes, swaggerBody } from "./swagger2-body.js";
import { swaggerOperationServers } from "./swagger2-server.js";
import { lowerCallbacks } from "./webhook.js";

/** One operation with what its path item shares. */
export function lowerOperation(item: PathItem, place: MethodPlace): Operation {
  const { scope, node, method } = place;
  const { lowering } = scope;
  const at = placeOf(item, place);
  const { params, fixedQuery } = settlePath(item, overrideParams(item.params, lowerParams(scope, node["parameters"], `${at}/parameters`)), at);
  const own = docsOf(node);
  return {
    id: idOf({ scope, node, at }),
    method,
    path: item.key.path,
    fixedQuery,
    tags: [...new Set(textsAt(node, "tags"))],
    docs: own.summary === null && own.description === null && item.summary !== null ? { ...own, summary: item.summary } : own,
    params,
    body: bodyOf(item, place),
    responses: responsesOf(place),
    auth: lowerNeeds(place, lowering.schemes) ?? lowering.security,
    servers: serversOf(item, place),
    callbacks: lowerCallbacks(place),
    extensions: inheritedExtensions(extensionsOf(node), item.extensions),
    at,
  };
}

/** Where the operation is written; the path's own place for the second of two paths that share an item. */
function placeOf(item: PathItem, place: MethodPlace): string {
  const { places } = place.scope.lowering;
  if (places.has(place.node)) return step(item.pathAt, place.method.toLowerCase());
  places.add(place.node);
  return place.at;
}

/** The request body in either dialect. A GET or HEAD with a body is warned of: fetch refuses it. */
export function bodyOf(item: Place, place: MethodPlace): Body | null {
  const { scope, node, at, method } = place;
  const list = (of: Place): Place<Place["node"][string]> => ({ scope: of.scope, node: of.node["parameters"] ?? null, at: `${of.at}/parameters` });
  const body = scope.lowering.dialect === "2.0" ? swaggerBody(place, [list(item), list(place)]) : lowerBody(scope, node["requestBody"], `${at}/requestBody`);
  if (body !== null && (method === "GET" || method === "HEAD" || method === "DELETE") && saysNothing(body)) return null;
  if (body !== null && (method === "GET" || method === "HEAD")) {
    warn(scope, "body-on-get", {
      at,
      message: `A ${method} request with a body: many clients and proxies refuse it.`,
      remedy: "Use query parameters, POST or QUERY.",
    });
  }
  return body;
}

/** A body that has no field to fill in, as some generators of documents write for every method. */
function saysNothing(body: Body): boolean {
  return (
    !body.required &&
    body.contents.every(({ schema }) => schema?.kind === "object" && schema.fields.length === 0 && schema.patterns.length === 0 && !schema.rest)
  );
}

/** The responses in either dialect. */
export function responsesOf(place: Place): Operation["responses"] {
  const { scope, node, at } = place;
  const responses = objectAt(node, "responses");
  const produces = scope.lowering.dialect === "2.0" ? mediaTypes(place, "produces") : [];
  if (responses === null && node["responses"] !== undefined)
    warn(scope, "node-invalid", { at: `${at}/responses`, message: '"responses" is not an object; ignored.', remedy: "Give responses by status." });
  return responses === null ? [] : lowerResponses(scope, { node: responses, at: `${at}/responses` }, produces);
}

function idOf({ scope, node, at }: Place): string | null {
  const id = textAt(node, "operationId");
  if (id === null || id.trim() === "") return null;
  const first = scope.lowering.ids.get(id);
  if (first === undefined) scope.lowering.ids.set(id, at);
  else if (first !== at)
    warn(scope, "operation-id-duplicate", {
      at,
      message: `The operationId "${id}" is also that of ${first}; one of the two gets another name.`,
      remedy: "Give each operation an id of its own.",
    });
  return id;
}

function serversOf(item: PathItem, place: Place): Operation["servers"] {
  const { scope, node } = place;
  if (scope.lowering.dialect === "2.0") return swaggerOperationServers(scope.lowering.rootPlace(), node);
  const own = lowerServers(place);
  return own.length > 0 ? own : item.servers;
}

interface Settled {
  readonly params: readonly Param[];
  readonly fixedQuery: Operation["fixedQuery"];
}

/** Path parameters in template order, each declared or made up; pairs fixed in the path key leave the parameters of their name out. */
function settlePath(item: PathItem, given: readonly Param[], at: string): Settled {
  const { names, pairs } = item.key;
  const left: Param[] = [];
  const inPath: Param[] = [];
  const byName = new Map(given.filter((param) => param.in === "path").map((param) => [param.name, param]));
  const fixedQuery: { readonly name: string; readonly value: string }[] = [];
  for (const name of names) {
    const param = byName.get(name) ?? bare(name, byName) ?? madeUp(item, name, at);
    if (!inPath.some((each) => each.name === param.name)) inPath.push(param);
  }
  for (const { name, value, from } of pairs) {
    const variable = /^\{([^{}]+)\}$/.exec(value)?.[1];
    const declared = variable === undefined ? undefined : byName.get(variable);
    if (declared !== undefined) left.push({ ...declared, in: "query", name, style: "form", explode: true });
    else if (variable === undefined && !(from === "fragment" && given.some((param) => param.name === name))) fixedQuery.push({ name, value });
  }
  const fixed = new Set(fixedQuery.map((each) => each.name));
  for (const param of given) {
    if (param.in === "path") dropUnused(item, param, at);
    else if (!(param.in === "query" && fixed.has(param.name))) left.push(param);
  }
  return { params: [...inPath, ...left], fixedQuery };
}

/** `{+name}`, `{proxy+}` and kin, where the name alone is declared. */
function bare(written: string, byName: ReadonlyMap<string, Param>): Param | undefined {
  const { name, takes } = templateName(written);
  const param = byName.get(name);
  if (param === undefined || takes === "segment") return param;
  return takes === "reserved" ? { ...param, reserved: true } : { ...param, style: "segments", explode: false };
}

function madeUp(item: PathItem, name: string, at: string): Param {
  warn(item.scope, "path-param-undeclared", {
    at,
    message: `The path's parameter "${name}" isn't declared; taken as a string.`,
    remedy: "Declare it with in: path.",
  });
  return {
    name,
    in: "path",
    required: true,
    schema: stringSchema(),
    docs: noDocs,
    style: "simple",
    explode: false,
    reserved: false,
    allowEmpty: false,
    mediaType: null,
    extensions: [],
    at,
  };
}

function dropUnused(item: PathItem, param: Param, at: string): void {
  const { names, pairs } = item.key;
  if (names.some((name) => name === param.name || templateName(name).name === param.name) || pairs.some((pair) => pair.value === `{${param.name}}`)) return;
  warn(item.scope, "path-param-unused", {
    at,
    message: `The path has no {${param.name}}, though it is declared as its parameter; left out.`,
    remedy: "Put it into the path, or remove it.",
  });
}
