import type { AuthNeed, Extension, Server } from "./api.js";
import type { Docs } from "./docs.js";
import type { JsonValue } from "./json.js";
import type { Schema } from "./schema.js";

/** One request-response exchange. */
export interface Operation {
  /** operationId as given, else null: the plan derives a name from method and path. */
  readonly id: string | null;
  /** Upper case: GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH, TRACE, QUERY, or a 3.2 additional operation's own. */
  readonly method: string;
  /** Path template as the document has it, without query or fragment: `/pets/{petId}`. */
  readonly path: string;
  /** Query fixed in the path key (`/x?beta=true`) and x-ms-paths: name and value pairs that are always sent. */
  readonly fixedQuery: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly docs: Docs;
  /** Path-item and operation parameters merged; path params in template order first, then document order. */
  readonly params: readonly Param[];
  readonly body: Body | null;
  readonly responses: readonly Response[];
  /** Alternatives; null when the document says nothing at all about security (an explicit empty list is `[]`). */
  readonly auth: readonly AuthNeed[] | null;
  /** Operation- or path-level servers; empty: the Api's. */
  readonly servers: readonly Server[];
  readonly callbacks: readonly Webhook[];
  /** The vendor extensions that `plan` may act on (x-ms-*, x-speakeasy-*, x-fern-*, x-stainless-*, x-*-group, ...). */
  readonly extensions: readonly Extension[];
  readonly at: string;
}

/** Where a parameter travels; `querystring`: the whole query (OpenAPI 3.2). */
export type ParamIn = "path" | "query" | "header" | "cookie" | "querystring";
/** How a parameter is spelt on the wire; `segments`: a path variable that may hold slashes (`{key+}`, x-multi-segment). */
export type ParamStyle = "simple" | "label" | "matrix" | "form" | "space" | "pipe" | "tab" | "deepObject" | "cookie" | "segments";

/** One parameter of an operation, or a response header. */
export interface Param {
  readonly name: string;
  readonly in: ParamIn;
  readonly required: boolean;
  readonly schema: Schema;
  readonly docs: Docs;
  readonly style: ParamStyle;
  readonly explode: boolean;
  /** Reserved characters go out as they are (allowReserved, x-ms-skip-url-encoding). */
  readonly reserved: boolean;
  readonly allowEmpty: boolean;
  /** `content`-encoded parameter: its media type (e.g. application/json); null for style-encoded ones. */
  readonly mediaType: string | null;
  readonly extensions: readonly Extension[];
  readonly at: string;
}

/** A request body. */
export interface Body {
  readonly required: boolean;
  readonly docs: Docs;
  /** In document order; at least one. */
  readonly contents: readonly Content[];
  /** Name for the whole body where the document gives one (Swagger 2 body parameter, x-codegen-request-body-name). */
  readonly name: string | null;
  readonly at: string;
}

/** One media type of a body or reply. */
export interface Content {
  /** As the document has it, parameters included: `application/json; charset=utf-8`. */
  readonly mediaType: string;
  /** null: nothing said about the content. */
  readonly schema: Schema | null;
  /** OpenAPI 3.2 `itemSchema`, or what a sequential media type's items are: the schema of one event, line or part. */
  readonly item: Schema | null;
  /** Multipart and form parts that are encoded in their own way. */
  readonly parts: readonly Part[];
  /** Parts of a multipart list, which have no names: the first ones (`prefixEncoding`), all others (`itemEncoding`); null: nothing said. */
  readonly byPosition: { readonly prefix: readonly Part[]; readonly items: Part | null } | null;
  readonly examples: readonly JsonValue[];
  readonly at: string;
}

/** Encoding of one part of a multipart or form body. */
export interface Part {
  /** "" where parts go by position. */
  readonly name: string;
  readonly contentType: string | null;
  readonly headers: readonly Param[];
  readonly style: ParamStyle | null;
  readonly explode: boolean;
  readonly reserved: boolean;
  readonly at: string;
}

/** One declared reply. */
export interface Response {
  /** "200", "4XX" (upper case) or "default". */
  readonly status: string;
  readonly docs: Docs;
  readonly headers: readonly Param[];
  readonly contents: readonly Content[];
  readonly links: readonly Link[];
  readonly at: string;
}

/** A link from a reply to another operation. */
export interface Link {
  readonly name: string;
  readonly operationId: string | null;
  readonly operationRef: string | null;
  readonly parameters: readonly { readonly name: string; readonly value: JsonValue }[];
  readonly body: JsonValue;
  readonly docs: Docs;
  readonly at: string;
}

/** A request that the service sends to us: a 3.1 webhook or an operation's callback. */
export interface Webhook {
  /** Key in `webhooks`, or `<callback name>` of a callback. */
  readonly name: string;
  readonly method: string;
  /** Callback's runtime expression (`{$request.body#/url}`); null for webhooks. */
  readonly expression: string | null;
  readonly docs: Docs;
  readonly params: readonly Param[];
  readonly body: Body | null;
  readonly responses: readonly Response[];
  readonly extensions: readonly Extension[];
  readonly at: string;
}
