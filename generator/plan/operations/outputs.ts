import type { Content, Operation, Response, Schema } from "../../ir/index.js";
import type { OperationConfig } from "../config/client-config.js";
import { docsView, emptyDocs } from "../docs/docs.js";
import { isTelling } from "../names/telling.js";
import { type Models, schemaAt } from "../schemas/schema-views.js";
import type { ConstantValue, DocsView, TypeStyle, TypeView } from "../views.js";
import { eventItem } from "./event-items.js";
import { distinct, type ReplyKind, replyKind, schemaFor } from "./media.js";
import { acceptOf, isFile, successes } from "./reply-forms.js";

/** What one operation gives back. */
export interface OutputPlan {
  /** The success value (the item, for streams); a `never` that is `empty` when there is none. */
  readonly type: TypeView;
  /** The runtime's `out`, where Content-Type alone does not say. */
  readonly out: Exclude<OperationConfig["out"], undefined> | "multipart" | null;
  readonly unwrap: string | null;
  /** The whole success body, before any unwrapping: what paging and polling rules point into. */
  readonly body: Schema;
  /** A stream of items: the verb is `events`. */
  readonly stream: boolean;
  /** The runtime's `stream`: how the items are read, where that is not the usual. */
  readonly items: ConstantValue | null;
  readonly errors: readonly ErrorPlan[];
  /** XML is read, in a success or an error: the operation needs the codec. */
  readonly xml: boolean;
  /** What to ask for where client.yaml chooses one of several forms. */
  readonly accept: string | null;
}

export interface ErrorPlan {
  readonly key: number | string;
  readonly type: TypeView;
  readonly status: string;
  readonly xml: boolean;
  /** Plain text alone. */
  readonly text: boolean;
  /** What the document says of it, where that is more than the status says. */
  readonly docs: DocsView;
}

const never: Schema = { kind: "never", meta: null };
const streams: ReadonlySet<ReplyKind> = new Set<ReplyKind>(["sse", "jsonl", "json-seq", "multipart"]);

interface OutputSetting {
  readonly models: Models;
  readonly config: OperationConfig;
  readonly style: TypeStyle;
  /** Descriptions of failures that many operations share. */
  readonly common: ReadonlySet<string>;
}

export function planOutput(operation: Operation, given: OutputSetting): OutputPlan {
  const { models, config } = given;
  const success = successes(operation.responses);
  const read = success.map((response) => readResponse(response, models, config.out));
  const kinds = new Set(read.flatMap(({ kinds: each }) => each));
  const out = config.out ?? outOf(kinds, given.style, success);
  const stream = out === "sse" || out === "jsonl" || out === "json-seq" || out === "multipart";
  const schemas = unique(read.flatMap(({ schemas: each }) => each));
  const empty = operation.method === "HEAD" || out === "none" || read.some((each) => each.empty) || read.length === 0;
  const silent = operation.method === "HEAD" || out === "none";
  const body = silent ? never : config.out === undefined ? oneOf(schemas, operation.at) : asked(config.out, schemas, operation.at);
  const value = silent ? never : unwrapped(body, config.unwrap, models);
  const errors = planErrors(operation, success, given);
  return {
    type: { schema: value, side: "output", ...(empty && !stream ? { empty: true as const } : {}), ...binaryOf(out === "multipart" ? "bytes" : config.out) },
    out,
    unwrap: config.unwrap ?? null,
    body,
    stream,
    items: out === "sse" ? (read.flatMap(({ streams: each }) => each)[0] ?? null) : null,
    errors,
    xml: out === "xml" || kinds.has("xml") || errors.some(({ xml }) => xml),
    accept: acceptOf(config.out, success, models),
  };
}

interface ReadResponse {
  readonly schemas: readonly Schema[];
  readonly kinds: readonly ReplyKind[];
  /** How their items are read, for server-sent events. */
  readonly streams: readonly ConstantValue[];
  readonly empty: boolean;
}

/** What was asked for, where it is there; else JSON, which is what the client asks for: other forms of the same answer don't come then, files may. */
function readResponse(response: Response, models: Models, wanted?: OperationConfig["out"]): ReadResponse {
  const contents = distinct(response.contents, (content) => replyKind(content, models));
  const asked = contents.filter(({ kind }) => kind === wanted);
  const chosen = asked.length > 0 ? asked : preferred(contents, models);
  return {
    schemas: chosen.map(({ content, kind }) => {
      if (!streams.has(kind)) return schemaFor(kind, content.schema);
      return eventItem(content, models)?.schema ?? content.item ?? schemaFor(kind, content.schema);
    }),
    streams: chosen.flatMap(({ content }) => eventItem(content, models)?.stream ?? []),
    kinds: chosen.map(({ kind }) => kind),
    empty: chosen.length === 0,
  };
}

interface Choice {
  readonly content: Content;
  readonly kind: ReplyKind;
}

function preferred(contents: readonly Choice[], models: Models): readonly Choice[] {
  const json = contents.filter(({ kind }) => kind === "json");
  if (json.length > 0) return [...json, ...contents.filter(({ content, kind }) => kind === "bytes" && isFile(content, models))];
  const streamed = contents.filter(({ kind }) => streams.has(kind));
  return streamed.length > 0 ? streamed.slice(0, 1) : contents;
}

function outOf(kinds: ReadonlySet<ReplyKind>, style: TypeStyle, success: readonly Response[]): OutputPlan["out"] {
  if (kinds.size !== 1) return null;
  const [kind] = kinds;
  if (kind === undefined || kind === "json") return null;
  if (kind === "text") return success.some(({ contents }) => contents.some(({ mediaType }) => !/^text\/plain\b/i.test(mediaType))) ? "text" : null;
  return kind === "bytes" ? style.binary : kind;
}

function asked(out: NonNullable<OperationConfig["out"]>, schemas: readonly Schema[], at: string): Schema {
  if (out === "text") return { kind: "string", format: null, meta: null };
  if (out === "bytes" || out === "blob" || out === "stream") return { kind: "binary", meta: null };
  return schemas.length === 0 ? { kind: "unknown", meta: null } : oneOf(schemas, at);
}

function binaryOf(out: OperationConfig["out"]): Pick<TypeView, "binary"> {
  return out === "bytes" || out === "blob" || out === "stream" ? { binary: out } : {};
}

function unwrapped(schema: Schema, pointer: string | undefined, models: Models): Schema {
  return pointer === undefined ? schema : (schemaAt(schema, pointer, models)?.schema ?? { kind: "unknown", meta: null });
}

function planErrors(operation: Operation, success: readonly Response[], { models, common }: OutputSetting): readonly ErrorPlan[] {
  return operation.responses
    .filter((response) => !success.includes(response) && isFailure(response))
    .map((response) => {
      const { schemas, empty, kinds } = readResponse(response, models);
      const type: TypeView = { schema: oneOf(unique(schemas), operation.at), side: "output", ...(empty ? { empty: true as const } : {}) };
      const { status } = response;
      const { description } = response.docs;
      const docs = isTelling(description) && !common.has(description ?? "") ? docsView({ ...response.docs, examples: [], link: null }) : emptyDocs;
      return {
        key: /^\d+$/.test(status) ? Number(status) : status,
        type,
        status,
        xml: kinds.includes("xml"),
        text: kinds.length > 0 && kinds.every((kind) => kind === "text"),
        docs,
      };
    });
}

const isFailure = ({ status }: Response): boolean => /^(?:[45]|default)/.test(status);

/** A failure that more operations describe in the same words says nothing of one of them. */
const mostSharing = 5;

/** Descriptions of failures that many operations share: repeated at each of them they are noise. */
export function commonFailures(operations: readonly Operation[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { responses } of operations) {
    for (const { docs } of responses.filter(isFailure)) if (docs.description !== null) counts.set(docs.description, (counts.get(docs.description) ?? 0) + 1);
  }
  return new Set([...counts].flatMap(([description, count]) => (count > mostSharing ? [description] : [])));
}

function unique(schemas: readonly Schema[]): readonly Schema[] {
  if (schemas.length < 2) return schemas;
  const seen = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
  return [...seen.values()];
}

function oneOf(schemas: readonly Schema[], at: string): Schema {
  const [first] = schemas;
  if (first === undefined) return never;
  return schemas.length === 1 ? first : { kind: "union", of: schemas, tag: null, at, meta: null };
}
