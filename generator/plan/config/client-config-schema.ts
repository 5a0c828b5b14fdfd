/** The part of JSON Schema that client.yaml's schema is written in. */
export interface ConfigSchema {
  readonly type?: "string" | "number" | "boolean" | "null" | "object" | "array";
  readonly description?: string;
  readonly enum?: readonly (string | boolean)[];
  readonly const?: string | boolean;
  readonly pattern?: string;
  readonly properties?: { readonly [name: string]: ConfigSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: ConfigSchema | false;
  readonly items?: ConfigSchema;
  /** The first member that fits, or (for objects) whose required keys are there. */
  readonly anyOf?: readonly ConfigSchema[];
}

const text = (description: string): ConfigSchema => ({ type: "string", description });
const flag = (description: string): ConfigSchema => ({ type: "boolean", description });
const number = (description: string): ConfigSchema => ({ type: "number", description });
const choice = (description: string, ...values: readonly (string | boolean)[]): ConfigSchema => ({ enum: values, description });
const list = (items: ConfigSchema, description = ""): ConfigSchema => ({ type: "array", items, ...(description === "" ? {} : { description }) });
const map = (values: ConfigSchema, description: string): ConfigSchema => ({ type: "object", additionalProperties: values, description });
const texts = (description: string): ConfigSchema => list({ type: "string" }, description);
const numbers = (description: string): ConfigSchema => list({ type: "number" }, description);
const record = (description: string, properties: Readonly<Record<string, ConfigSchema>>, ...required: readonly string[]): ConfigSchema => ({
  type: "object",
  description,
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});
const oneOrMore = (description: string): ConfigSchema => ({ description, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] });
const values: ConfigSchema = list({ anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] });
const place = (what: string): ConfigSchema => text(`${what}: an RFC 6901 pointer into the reply body, or header:<name>`);
const target = (what: string): ConfigSchema => text(`${what}: an input's name, or an RFC 6901 pointer into the request body`);
const identifier = { type: "string", pattern: "^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$" } as const;

const paging = (style: string, description: string, properties: Readonly<Record<string, ConfigSchema>>, ...required: readonly string[]): ConfigSchema =>
  record(description, { style: { const: style, description }, items: place("The list"), ...properties }, "style", "items", ...required);

const pages: ConfigSchema = {
  description: "How a list goes on; false: it does not, whatever the document declares",
  anyOf: [
    { const: false },
    paging(
      "page",
      "Numbered pages",
      {
        page: target("Number of the page"),
        size: target("Items a page"),
        start: number("The first page's number; 1 by default"),
        total: place("How many items there are"),
        pages: place("How many pages there are"),
        more: place("Whether there is another page"),
      },
      "page",
    ),
    paging(
      "offset",
      "Offset of the first item",
      { offset: target("Offset"), limit: target("Items a page"), total: place("How many items there are"), more: place("Whether there is another page") },
      "offset",
    ),
    paging(
      "cursor",
      "A token or id from the reply goes into the next request",
      { cursor: target("The token"), next: place("The next token (/data/-1/id: a field of the last item)"), more: place("Whether there is another page") },
      "cursor",
      "next",
    ),
    paging("url", "The reply holds the next page's URL", { next: place("The URL") }, "next"),
    paging("link", 'RFC 8288 Link header with rel="next"', {}),
  ],
};

const poll: ConfigSchema = {
  description: "How a long-running operation is followed to its end; false: it is not",
  anyOf: [
    { const: false },
    record(
      "How a long-running operation is followed to its end",
      {
        at: {
          description: "Where the state is read",
          anyOf: [
            record(
              "Another operation",
              {
                operation: text("Operation id, or METHOD /path"),
                carry: texts("Inputs copied from this call"),
                from: map({ type: "string" }, "Inputs read from the reply: input -> pointer or header:<name>"),
              },
              "operation",
            ),
            record(
              "The URL in a reply header",
              { header: texts("Names, the first that is there wins"), operation: text("Operation that the URL leads to: how its reply is read") },
              "header",
            ),
            record("The URL in the reply body", { url: place("The URL") }, "url"),
            record("This operation again", { self: { const: true, description: "The same call is made again" } }, "self"),
          ],
        },
        status: place("The state; left out: the HTTP status decides (202 goes on)"),
        done: { ...values, description: "States that mean success" },
        failed: { ...values, description: "States that mean failure" },
        progress: place("0 to 1, or 0 to 100"),
        result: {
          description: "What is delivered; left out: the last reply",
          anyOf: [
            { type: "string" },
            record("One more GET, of the URL in a header", { header: text("Name") }, "header"),
            record("One more GET, of the state's URL with this behind it", { suffix: text("e.g. /result") }, "suffix"),
            record("Another operation", { operation: text("Operation id, or METHOD /path") }, "operation"),
          ],
        },
        error: place("Error text of a failed job"),
        cancel: text("Operation that stops the job"),
        interval: number("Milliseconds between two looks when the server says nothing; 1000 by default"),
        maxInterval: number("Milliseconds"),
      },
      "at",
      "done",
    ),
  ],
};

const operation: ConfigSchema = record("Rules for one operation", {
  name: text("Name in the client: services.execute gives group and method; execute keeps the group"),
  skip: flag("Leaves the operation out"),
  repeat: choice("What a failed attempt may do", "safe", "idempotent", "never"),
  auth: list(
    { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
    "Alternatives by option name; several in a list are needed together",
  ),
  pages,
  poll,
  body: choice("optional: may be left out (then under body); nested: under body; flat: its fields are inputs", "optional", "nested", "flat"),
  lift: map({ type: "string" }, "Nested body fields that become inputs: input -> RFC 6901 pointer"),
  unwrap: text("RFC 6901 pointer of the success value"),
  envelope: text("Entry of envelopes by which a success status may still carry a failure"),
  rename: map({ type: "string" }, "Input names: query.name or name -> input"),
  fixed: map({ type: "string" }, "Parameters always sent with one value; no inputs"),
  variables: texts("Parameters filled from the client's variables unless given"),
  out: choice("How the success body is delivered", "json", "text", "bytes", "blob", "stream", "xml", "none", "sse", "jsonl", "json-seq"),
  encoding: choice("Content-Encoding of the request body", "gzip", "deflate", "br"),
});

const retry = record("When failed attempts are repeated", {
  retries: number("How often; 2 by default"),
  statuses: numbers("Statuses worth another attempt"),
  unprocessed: numbers("Statuses that say: not processed; repeated whatever the method"),
  retryAfter: texts("Headers that say how long to wait"),
});

/** JSON Schema (draft 2020-12) of client.yaml, published as client.schema.json. */
export const clientConfigSchema: ConfigSchema & { readonly $schema: string; readonly title: string } = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Clientwright client.yaml",
  ...record("What a document can't say about its client", {
    name: { ...text("kebab-case name of the client"), pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" },
    prefix: { ...text("PascalCase prefix: Spark gives createSpark and SparkOptions"), pattern: "^[A-Z][A-Za-z0-9]*$" },
    input: record("The documents", {
      openapi: oneOrMore("Path or URL of the OpenAPI document"),
      asyncapi: oneOrMore("Path or URL of the AsyncAPI document"),
      overlay: oneOrMore("OpenAPI Overlay documents, applied in order"),
      headers: map({ type: "string" }, "Headers for private URLs"),
    }),
    output: text("Folder of the client, relative to this file"),
    select: record("Which operations are generated", {
      tags: texts("Only operations with one of these tags"),
      paths: texts("Only these paths; * within a segment, ** across segments"),
      operations: texts("Only these: operation id, or METHOD /path"),
      deprecated: choice("Deprecated operations", "include", "exclude"),
    }),
    names: record("Names", {
      models: map(identifier, "Model names: the document's -> the client's"),
      groups: map({ type: "string" }, "Group names: the document's tag -> the client's (dots nest)"),
      strip: texts("Prefixes dropped from operation ids"),
    }),
    types: record("How values are typed", {
      dates: choice("date and date-time", "string", "date", "temporal"),
      int64: choice("64-bit integers", "number", "bigint", "string"),
      enums: choice("Unions of literals, or const objects", "union", "const"),
      binary: choice("Binary replies", "blob", "bytes", "stream"),
      open: {
        description: "Unknown values are part of enums and tagged unions: everywhere, or in these models",
        anyOf: [{ type: "boolean" }, { type: "array", items: { type: "string" } }],
      },
    }),
    defaults: { ...operation, description: "Rules for every operation; its own entry wins" },
    operations: map(operation, "Rules by operation id, or METHOD /path"),
    environments: map({ type: "string" }, "Base URLs by name; the first is the default"),
    variables: map(
      record("A variable of base URLs and paths", {
        default: text("Value when none is given"),
        values: texts("Allowed values"),
        description: text("Doc comment of the option"),
      }),
      "Variables by name",
    ),
    hosts: texts("Further hosts that may see credentials; *.example.com is allowed"),
    auth: map({ type: "string" }, "Option names of security schemes: the document's key -> option"),
    env: map({ type: "string" }, "Environment variables of the process -> option, e.g. auth.apiKey"),
    headers: map({ type: "string" }, "Sent with every request"),
    retry,
    timeout: number("Milliseconds for a whole call"),
    envelopes: map(
      record(
        "A failure inside a success status",
        {
          when: place("What tells success from failure"),
          is: list({}, "Values that mean failure"),
          code: place("Error code"),
          message: place("Error message"),
          status: map({ type: "number" }, "HTTP status that an error code stands for"),
          fallback: number("HTTP status of other codes; 400 by default"),
        },
        "when",
        "is",
      ),
      "Failures inside success statuses, by name",
    ),
    errors: record("Where error bodies keep their facts", {
      code: texts("Pointers, the first present wins"),
      message: texts("Pointers, the first present wins"),
      requestId: texts("Pointers or header:<name>, the first present wins"),
    }),
    idempotencyHeader: text("Header that carries an idempotency key"),
    requestIdHeader: text("Header that gets a fresh UUID per call"),
    raw: flag("Also write paths.ts and raw.ts"),
    perspective: choice(
      "Whose side the client takes at channels: the counterpart of the described application, or that application",
      "counterpart",
      "application",
    ),
    framing: {
      type: "object",
      description:
        "How messages of channels stand in frames, where a document can't say it: written as its x-clientwright-framing, which it replaces at the root and the servers",
      properties: { framing: text("The framing's name: json, or another") },
      required: ["framing"],
      additionalProperties: {},
    },
    models: choice(
      "Every schema that the documents name, or only what operations, channels and webhooks take and give; the latter is usual where `select` picks some",
      "all",
      "reached",
    ),
    runtime: choice("Import @clientwright/runtime, or copy what is reached", "package", "inline"),
    custom: text("Folder of hand-written slots, relative to this file"),
  }),
};
