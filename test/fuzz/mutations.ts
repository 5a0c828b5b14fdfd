import { childOf, isNode, type Node, namedSchemas, operationsOf, put, refPrefix, refTo, schemaSlots, slotsOf, valueIn } from "./document.js";
import { fragments, frameworkIds, wildProse } from "./frameworks.js";
import type { Random } from "./random.js";
import { anyObject, anySchema, hardNames, withDiscriminator } from "./schemas.js";

/** Changes a document in place, as chance has it. */
export type Mutation = (root: Node, chance: Random) => void;

const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T)); // a copy of JSON is JSON

const deleteKey: Mutation = (root, chance) => {
  const slot = chance.pick(slotsOf(root).filter(({ key }) => !["openapi", "swagger", "paths"].includes(key)));
  if (slot === undefined) return;
  if (Array.isArray(slot.holder)) slot.holder.splice(Number(slot.key), 1);
  else delete slot.holder[slot.key];
};

const replaceValue: Mutation = (root, chance) => {
  const slot = chance.pick(slotsOf(root).filter(({ key }) => !["openapi", "swagger", "paths"].includes(key)));
  if (slot !== undefined)
    put(slot, copy(chance.pick([null, 0, -1.5, "", "text", true, false, [], {}, [null], [[]], { $ref: "#/nowhere" }, { $ref: 1 }, ["a", "a"]])));
};

const graft: Mutation = (root, chance) => {
  const slots = slotsOf(root).filter(({ key }) => !["openapi", "swagger", "paths"].includes(key));
  const [from, to] = [chance.pick(slots), chance.pick(slots)];
  if (from === undefined || to === undefined) return;
  const text = JSON.stringify(valueIn(from)) ?? "null";
  if (text.length < 20_000) put(to, JSON.parse(text));
};

const replaceSchema: Mutation = (root, chance) => {
  const slot = chance.pick(schemaSlots(root));
  if (slot !== undefined) put(slot, anySchema(root, chance));
};

const wrapSchema: Mutation = (root, chance) => {
  const slot = chance.pick(schemaSlots(root));
  if (slot === undefined) return;
  const old = copy(valueIn(slot)) as Node; // schemaSlots yields objects
  const other = anySchema(root, chance, 2);
  const ways: readonly Node[] = [
    { allOf: [old, other] },
    { allOf: [other, old] },
    { oneOf: [old, other] },
    { anyOf: [old, { type: "null" }] },
    { type: "array", items: old },
    { type: "object", additionalProperties: old },
    { allOf: [old], nullable: true },
    { ...old, nullable: true },
    { ...old, readOnly: true },
    { ...old, writeOnly: true },
    { ...old, allOf: [other] },
    { ...old, oneOf: [other, old] },
    { ...old, anyOf: [other] },
    { ...old, type: ["object", "string", "null"] },
    { ...old, enum: ["a", 1, null] },
    { ...old, additionalProperties: other },
    { ...old, additionalProperties: false },
    { ...old, format: "binary" },
    { ...old, default: {} },
    { ...old, deprecated: true, title: "Client" },
    { ...old, const: { a: 1 } },
    { not: old },
    { ...old, "x-nullable": true },
    { ...old, patternProperties: { "^a": other } },
    { ...old, required: ["nothing", "id", 5] },
    { ...old, items: other },
    { allOf: [old, { allOf: [other, { required: ["id", "zzz"] }] }] },
    { oneOf: [old, { oneOf: [other, old] }] },
    { ...old, unevaluatedProperties: other },
    { if: old, else: other },
  ];
  put(slot, copy(chance.pick(ways)));
};

const addProperties: Mutation = (root, chance) => {
  const objects = schemaSlots(root)
    .map(valueIn)
    .filter((value) => isNode(value) && isNode(value["properties"]));
  const schema = chance.pick(objects) as Node | undefined; // filtered just above
  if (schema === undefined) return;
  const properties = childOf(schema, "properties");
  const name = chance.once(2) ? chance.pick(Object.keys(properties)) : chance.pick(hardNames);
  put({ holder: properties, key: name ?? "id" }, anySchema(root, chance, 2));
  if (chance.once(2)) schema["required"] = Object.keys(properties).filter(() => chance.once(2));
};

const discriminate: Mutation = (root, chance) => {
  const slot = chance.pick(schemaSlots(root));
  if (slot !== undefined) put(slot, withDiscriminator(root, valueIn(slot) as Node, chance)); // schemaSlots yields objects
};

const renameSchema: Mutation = (root, chance) => {
  const schemas = namedSchemas(root);
  const from = chance.pick(Object.keys(schemas));
  const to =
    chance.once(3) && from !== undefined
      ? chance.pick([from.toUpperCase(), from.toLowerCase(), `${from}_`, `${from}Input`, `${from}Output`])
      : chance.pick(hardNames);
  if (from === undefined || to === undefined || to in schemas) return;
  put({ holder: schemas, key: to }, schemas[from]);
  delete schemas[from];
  const old = String(refTo(root, from)["$ref"]);
  for (const slot of slotsOf(root)) if (slot.key === "$ref" && valueIn(slot) === old) put(slot, refTo(root, to)["$ref"]);
};

const addSchema: Mutation = (root, chance) => {
  const name = chance.pick(hardNames) ?? "Pet";
  put({ holder: namedSchemas(root), key: name }, anySchema(root, chance));
  const slot = chance.pick(schemaSlots(root));
  if (slot !== undefined) put(slot, refTo(root, name));
};

/** A circle of one to three named schemas, through any keyword. */
const circle: Mutation = (root, chance) => {
  const schemas = namedSchemas(root);
  const length = 1 + chance.below(3);
  for (let index = 0; index < length; index++) {
    const next = refTo(root, `Circle${(index + 1) % length}`);
    schemas[`Circle${index}`] = chance.pick<Node>([
      next,
      { allOf: [next] },
      { oneOf: [next, { type: "string" }] },
      { anyOf: [next, { type: "null" }] },
      { allOf: [next, anyObject(root, chance, 1)] },
      { type: "array", items: next },
      { type: "object", properties: { next } },
      { type: "object", additionalProperties: next },
      { ...next, properties: { a: next } },
      { type: "object", properties: { next }, allOf: [next] },
      { type: "object", properties: { next }, additionalProperties: next },
      { oneOf: [{ type: "array", items: next }, next] },
      { prefixItems: [next], type: "array" },
    ]);
  }
  const slot = chance.pick(schemaSlots(root));
  if (slot !== undefined) put(slot, refTo(root, "Circle0"));
};

/** `allOf` parts that disagree about the same fields. */
const conflict: Mutation = (root, chance) => {
  const schemas = namedSchemas(root);
  schemas["Left"] = anyObject(root, chance, 2);
  schemas["Right"] = anyObject(root, chance, 2);
  const slot = chance.pick(schemaSlots(root));
  const parts = [refTo(root, "Left"), refTo(root, "Right"), anyObject(root, chance, 2)].filter(() => !chance.once(4));
  if (slot !== undefined) put(slot, { allOf: parts, ...(chance.once(3) ? anyObject(root, chance, 2) : {}) });
};

const oddIds: Mutation = (root, chance) => {
  const operations = operationsOf(root);
  const [one, other] = [chance.pick(operations)?.operation, chance.pick(operations)?.operation];
  if (one === undefined || other === undefined) return;
  one["operationId"] = chance.once(3) ? other["operationId"] : (chance.pick([...hardNames, ...Object.keys(namedSchemas(root))]) ?? "x");
  const tag = chance.once(3) ? chance.pick(Object.keys(namedSchemas(root))) : chance.pick([...hardNames, other["operationId"]]);
  one["tags"] = chance.pick<unknown>([[tag], [tag, "Other"], tag, [], [null], [5, tag], [`${String(tag)}/${String(tag)}`]]);
};

const oddPath: Mutation = (root, chance) => {
  const paths = childOf(root, "paths");
  const from = chance.pick(Object.keys(paths));
  if (from === undefined) return;
  const to = chance.pick([
    `${from}/{${chance.pick(hardNames)}}`,
    from.replace(/\{[^}]*\}/, "{odd-name}"),
    `${from}/`,
    from.slice(1),
    `${from}?a=b&c`,
    `${from}#frag`,
    "/",
    "",
    "/a/{b}{c}/d",
    "/a.{b}:go",
    "/{a}/{a}",
    "/{",
    "/}",
    "/a/{b",
    `/${hardNames.join("")}`,
    from.toUpperCase(),
    "//",
    "/*",
    "/a b/ü",
  ]);
  put({ holder: paths, key: to ?? "/" }, copy(paths[from]));
};

const parameterOf = (root: Node, chance: Random): Node => {
  const schema = anySchema(root, chance);
  const shape =
    "swagger" in root
      ? chance.once(4)
        ? { schema }
        : schema
      : chance.once(5)
        ? { content: { [chance.pick(["application/json", "text/plain", "x"]) ?? "x"]: { schema } } }
        : { schema };
  return {
    name: chance.pick(hardNames),
    in: chance.pick(["query", "query", "path", "header", "cookie", "body", "formData", "querystring", "Query", "odd"]),
    ...shape,
    ...(chance.once(2) ? { required: chance.pick([true, true, false, "true", []]) } : {}),
    ...(chance.once(3) ? { style: chance.pick(["form", "deepObject", "simple", "matrix", "label", "odd", "pipeDelimited"]) } : {}),
    ...(chance.once(3) ? { explode: chance.pick([true, false, null]) } : {}),
    ...(chance.once(4) ? { collectionFormat: chance.pick(["csv", "multi", "tsv", "odd"]) } : {}),
  };
};

const oddParameter: Mutation = (root, chance) => {
  const operation = chance.pick(operationsOf(root))?.operation;
  if (operation === undefined) return;
  const list = Array.isArray(operation["parameters"]) ? operation["parameters"] : [];
  operation["parameters"] = [
    ...list,
    parameterOf(root, chance),
    ...(chance.once(3) ? [parameterOf(root, chance)] : []),
    ...(chance.once(6) ? [copy(chance.pick(list) ?? null)] : []),
  ];
};

const mediaTypes = [
  "application/json",
  "application/json; charset=utf-8",
  "application/xml",
  "text/plain",
  "multipart/form-data",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "text/event-stream",
  "application/x-ndjson",
  "*/*",
  "image/*",
  "application/vnd.a+json",
  "application/merge-patch+json",
  "application/problem+json",
  "text/csv",
  "",
  "odd",
  "multipart/mixed",
  "application/xml+json",
  "text/html",
];

function contentOf(root: Node, chance: Random): Node {
  const content: Node = {};
  for (let left = 1 + chance.below(3); left > 0; left--)
    content[chance.pick(mediaTypes) ?? "odd"] = chance.once(8)
      ? chance.pick([{}, null, { schema: null }, { itemSchema: anySchema(root, chance, 1) }])
      : { schema: anySchema(root, chance), ...(chance.once(5) ? { encoding: { data: { contentType: "application/json", style: "form" }, id: 5 } } : {}) };
  return content;
}

const oddBody: Mutation = (root, chance) => {
  const operation = chance.pick(operationsOf(root))?.operation;
  if (operation === undefined) return;
  if ("swagger" in root) {
    const list = Array.isArray(operation["parameters"]) ? operation["parameters"] : [];
    operation["consumes"] = [chance.pick(mediaTypes), chance.pick(mediaTypes)];
    operation["parameters"] = [...list, { in: "body", name: chance.pick(hardNames), schema: anySchema(root, chance), required: chance.once(2) }];
  } else operation["requestBody"] = { ...(chance.once(2) ? { required: true } : {}), content: contentOf(root, chance) };
};

const oddResponse: Mutation = (root, chance) => {
  const operation = chance.pick(operationsOf(root))?.operation;
  if (operation === undefined) return;
  const status =
    chance.pick(["200", "200", "201", "204", "2XX", "2xx", "4XX", "5XX", "default", "404", "302", "101", "0", "abc", "x-thing", "99999", "20X", ""]) ?? "200";
  const header = chance.pick(["X-Rate", "Set-Cookie", "constructor", "Link", "", "__proto__"]) ?? "Link";
  const schema = anySchema(root, chance);
  const shape = "swagger" in root ? { schema } : { content: contentOf(root, chance) };
  childOf(operation, "responses")[status] = {
    description: "x",
    ...shape,
    headers: { [header]: "swagger" in root ? anySchema(root, chance) : { schema: anySchema(root, chance) } },
  };
};

const oddWebhook: Mutation = (root, chance) => {
  const body = { content: contentOf(root, chance) };
  const item = { post: { requestBody: body, responses: {}, parameters: [parameterOf(root, chance)] } };
  childOf(root, chance.pick(["webhooks", "x-webhooks"]) ?? "webhooks")[chance.pick(hardNames) ?? "x"] = item;
  const operation = chance.pick(operationsOf(root))?.operation;
  if (operation !== undefined && chance.once(2)) operation["callbacks"] = { [chance.pick(hardNames) ?? "x"]: { "{$request.body#/url}": item } };
};

const oddSecurity: Mutation = (root, chance) => {
  const schemes = "swagger" in root ? childOf(root, "securityDefinitions") : childOf(childOf(root, "components"), "securitySchemes");
  const name = chance.pick(hardNames) ?? "key";
  const flow = {
    authorizationUrl: "https://a.example/x",
    tokenUrl: chance.pick(["https://a.example/t", "", "/t", 5]),
    scopes: chance.pick([{ a: "b" }, [], null, { "": "" }]),
  };
  put(
    { holder: schemes, key: name },
    chance.pick<unknown>([
      { type: "apiKey", in: chance.pick(["header", "query", "cookie", "odd"]), name: chance.pick(hardNames) },
      { type: "http", scheme: chance.pick(["bearer", "Basic", "digest", "odd", ""]) },
      { type: "basic" },
      { type: "oauth2", flows: { clientCredentials: flow, password: flow, odd: flow } },
      { type: "oauth2", flow: "application", ...flow },
      { type: "openIdConnect", openIdConnectUrl: "x" },
      { type: "mutualTLS" },
      { type: "odd" },
      {},
      null,
    ]),
  );
  root["security"] = chance.pick<unknown>([[{ [name]: [] }], [{ [name]: ["a"] }, {}], [], [{ nowhere: [] }], {}, [{ [name]: null }]]);
};

const oddServer: Mutation = (root, chance) => {
  const variables = { [chance.pick(hardNames) ?? "x"]: { default: chance.pick(["a", "", 5, null]), enum: chance.pick([["a", "b"], [], null, [1]]) } };
  const url = `https://{${Object.keys(variables)[0]}}.example/{other}`;
  root["servers"] = chance.pick<unknown>([
    [{ url, variables }],
    [{ url: "/" }, { url: "" }],
    [],
    {},
    [{ url: 5 }],
    [{ url, description: "*/ production" }, { url: "{a}" }, { url: "//x" }],
  ]);
  root["host"] = chance.pick(["a.example", "", 5, "a.example:80/x"]);
  root["basePath"] = chance.pick(["/v1/", "", 5, "v1"]);
  root["schemes"] = chance.pick<unknown>([["https"], "http", [], ["wss", "http"]]);
};

const movedSchema: Mutation = (root, chance) => {
  const slot = chance.pick(schemaSlots(root));
  const other = chance.pick(schemaSlots(root));
  if (slot === undefined || other === undefined) return;
  const name = `Moved${chance.below(5)}`;
  put({ holder: namedSchemas(root), key: name }, copy(valueIn(slot)));
  put(other, { $ref: chance.once(4) ? `${refPrefix(root)}${name}/properties/id` : `${refPrefix(root)}${name}` });
};

/** All ways to change a document, the telling ones more than once. */
export const mutations: readonly Mutation[] = [
  deleteKey,
  deleteKey,
  replaceValue,
  replaceValue,
  graft,
  graft,
  replaceSchema,
  replaceSchema,
  replaceSchema,
  wrapSchema,
  wrapSchema,
  wrapSchema,
  addProperties,
  discriminate,
  renameSchema,
  renameSchema,
  addSchema,
  circle,
  conflict,
  conflict,
  oddIds,
  oddIds,
  frameworkIds,
  frameworkIds,
  wildProse,
  fragments,
  oddPath,
  oddParameter,
  oddParameter,
  oddBody,
  oddBody,
  oddResponse,
  oddResponse,
  oddWebhook,
  oddSecurity,
  oddServer,
  movedSchema,
];
