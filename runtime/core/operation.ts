import type { Codec } from "./codec.js";
import type { Shape } from "./shape.js";

/**
 * One HTTP operation as data. Generated code declares one literal per operation; calls, mocks, docs and caches are
 * derived from it. It has no type parameters on purpose: the generated function's signature is the only typed thing.
 */
export interface Operation {
  /** The operation's name in the generated client. */
  readonly id: string;
  /** Upper case; GET when left out. */
  readonly method?: string;
  /**
   * Path template. A variable's name is its input key. RFC 6570 operators say how it goes out:
   * `{id}` simple, `{ids*}` exploded, `{.x}` label, `{;x}` matrix, `{=x}` JSON, `{key+}` slashes kept, all else encoded,
   * `{+path}` reserved characters and what is encoded already kept (RFC 6570).
   */
  readonly path: string;
  /** Base URL of this operation when it is not the client's. May hold `{variables}` of the client's environment. */
  readonly server?: string;
  /** Where inputs other than path variables go. */
  readonly in?: Inputs;
  /** The `Accept` header. Left out: JSON, and anything else where there is none; streams of items ask for their own, `plainClient` for JSON. */
  readonly accept?: string;
  /**
   * How a success body is delivered. Left out: JSON; when the reply's Content-Type says otherwise, a Blob for binary types and
   * a string for plain text, but never a web page: HTML where none is promised is a DecodeError.
   */
  readonly out?: Output;
  /** Success value inside the body: an RFC 6901 pointer, e.g. `/response_data`. */
  readonly unwrap?: string;
  /**
   * Alternatives, first usable wins: a scheme's key, or several that are needed together. `[]` as an alternative: no
   * credentials needed. Left out: the client's default.
   */
  readonly auth?: readonly (string | readonly string[])[];
  /** What a failed attempt may do. Left out: GET, HEAD, OPTIONS, QUERY safe; PUT, DELETE idempotent; others never. */
  readonly repeat?: "safe" | "idempotent" | "never";
  /** Statuses whose error body is declared: numbers, "4XX", "default". */
  readonly errors?: readonly (number | string)[];
  /** Those of `errors` whose body is declared as plain text. */
  readonly texts?: readonly (number | string)[];
  readonly pages?: Paging;
  readonly poll?: Polling;
  /** How the items of a stream (`out: sse | jsonl | json-seq | multipart`) are read, where the usual does not fit. */
  readonly stream?: Streaming;
  /** Names the client's `envelopes` entry by which a success status may still carry a failure. */
  readonly envelope?: string;
  /** Shapes of values that are converted (dates, bigint, XML, bytes in JSON); left out when there are none. */
  readonly convert?: {
    /** Of the whole input object. */ readonly in?: Shape /** Of whole reply bodies, errors too, by status. */;
    readonly out?: { readonly [status: string]: Shape };
  };
  /**
   * Machinery that this operation needs beside the core, imported by the generated file so that nobody else pays for it.
   * Mocks and tools don't look at it. An operation needs
   * - `styles`: when a parameter is more than its name (any Param object, any cookie), a path variable has an operator or `*`,
   *   or a parameter takes an object;
   * - `bodies`: when the body is of kind form, text, bytes or xml, has `lift` or `rename`, or there are several;
   * - `texts`: where `texts` stands, before what else reads replies;
   * - `sequences`: for a body of kind jsonl, json-seq or sse; `parts`: for `out: multipart`;
   * - `multipart`: for a multipart body (also among several); `compress`: for `encoding`;
   * - `convert`: where `convert` stands (not for XML alone: that codec converts by itself); `envelopes`: where `envelope` stands;
   * - `xml` (from `@clientwright/runtime/xml`): for an XML body or reply.
   * Too many do no harm; a missing one ends in an InputError, never in a wrong request.
   */
  readonly use?: readonly Codec[];
}

/** Where inputs other than path variables go. */
export interface Inputs {
  readonly query?: readonly (string | Param)[];
  readonly header?: readonly (string | Param)[];
  readonly cookie?: readonly (string | Param)[];
  /** Several: chosen by the input's `contentType`, the first by default. */
  readonly body?: BodyKind | Body | readonly Body[];
}

/** A parameter that is more than a plain `form`-exploded (query) or `simple` (header) one under its own name. */
export interface Param {
  /** Name on the wire. */
  readonly name: string;
  /** Input key, when it is not the wire name. */
  readonly as?: string;
  /** `querystring`: the fields of the value are the whole query; `querystring-value`: the value itself is, as text or JSON. */
  readonly style?: "form" | "simple" | "space" | "pipe" | "tab" | "deepObject" | "json" | "querystring" | "querystring-value";
  /** Default: true for `form`, `deepObject` and cookies, false for the others. */
  readonly explode?: boolean;
  /** Reserved characters go out unencoded. */
  readonly reserved?: true;
  /** Sent as `name=` or `name` when the value is "" (allowEmptyValue). */
  readonly allowEmpty?: true;
  /** Always sent with this value; no input key. */
  readonly fixed?: string;
}

/** How a body is encoded, each with its usual Content-Type. `jsonl`, `json-seq`, `sse`: one item after another, from a list or any iterable. */
export type BodyKind = "json" | "form" | "multipart" | "text" | "bytes" | "xml" | "jsonl" | "json-seq" | "sse";

/** How a request body is made from the input. */
export interface Body {
  readonly kind: BodyKind;
  /** Content-Type when it is not the kind's own (`application/merge-patch+json`). */
  readonly type?: string;
  /** Input key that holds the whole body. Left out: the body is flat, every input key that no parameter claims is a field. */
  readonly at?: string;
  /** Input keys that go to a place inside the body: `{ inputs: "/request_data/inputs" }` (RFC 6901). */
  readonly lift?: { readonly [input: string]: string };
  /** Input keys of flat body fields that were renamed: `{ nameBody: "name" }`. */
  readonly rename?: { readonly [input: string]: string };
  /** Encoding of single parts (multipart, form). */
  readonly parts?: { readonly [field: string]: Part };
  /** Encoding of the parts of a list, which have no names (multipart): the first ones, and all others. */
  readonly prefix?: readonly Part[];
  readonly items?: Part;
  /** How the items of `sse` are written: whole events, or data alone; JSON or text. */
  readonly stream?: Streaming;
  /** "gzip": compressed before sending (Content-Encoding). */
  readonly encoding?: "gzip" | "deflate" | "br";
  /** A flat body of which no field is given is not sent at all. Left out: `{}` is sent. */
  readonly optional?: true;
}

/** How one part of a multipart body, or one field of a form, is encoded. */
export interface Part {
  /** Content-Type of the part; `application/json` makes it JSON. */
  readonly type?: string;
  /** `querystring`: the fields of the value are the whole query; `querystring-value`: the value itself is, as text or JSON. */
  readonly style?: "form" | "space" | "pipe" | "deepObject";
  readonly explode?: boolean;
  /** Headers that the part always has. */
  readonly headers?: { readonly [name: string]: string };
}

/** `stream`: ReadableStream of bytes. `sse`, `jsonl`, `json-seq`, `multipart`: sequences of items, read by `events()`. */
export type Output = "json" | "text" | "bytes" | "blob" | "stream" | "xml" | "none" | "sse" | "jsonl" | "json-seq" | "multipart";

/** A place in a reply: an RFC 6901 pointer into the body (`/next_page_token`) or `header:<name>`. */
export type Source = string;
/** A place in the input: an input key (`page_token`), or a pointer when it lies deeper (`/request_data/page`). */
export type Target = string;

/** How a list goes on. `items` points at the array in the page body ("" when the body is the array). */
export type Paging = {
  /** The list may be left out of a page that has no items. */
  readonly optional?: true;
} & (
  | {
      readonly style: "page";
      readonly items: Source;
      readonly page: Target;
      readonly size?: Target;
      readonly start?: number;
      readonly total?: Source;
      readonly pages?: Source;
      readonly more?: Source;
    }
  | { readonly style: "offset"; readonly items: Source; readonly offset: Target; readonly limit?: Target; readonly total?: Source; readonly more?: Source }
  /** A token or id from the reply goes into the next request; `next` may point at a field of the last item: `/data/-1/id`. */
  | { readonly style: "cursor"; readonly items: Source; readonly cursor: Target; readonly next: Source; readonly more?: Source }
  /** The reply holds the next page's URL, absolute or relative. */
  | { readonly style: "url"; readonly items: Source; readonly next: Source }
  /** RFC 8288 `Link: <...>; rel="next"`. */
  | { readonly style: "link"; readonly items: Source }
);

/** How a long-running operation is followed to its end. */
export interface Polling {
  /**
   * Where the state is read. `{ operation }`: another operation (a function, so that order of declaration is free), its
   * inputs copied from this call's input (`carry`) and from the reply (`from`: input key -> source).
   * `{ header }`: the URL in that reply header (first present wins: `["Operation-Location", "Location"]`); with `operation`: it is
   * that operation's, which says how the reply is read.
   * `{ url }`: the URL at that place in the reply body. `{ self: true }`: this operation again.
   */
  readonly at:
    | { readonly operation: () => Operation; readonly carry?: readonly string[]; readonly from?: { readonly [input: string]: Source } }
    | { readonly operation: () => Operation; readonly header: readonly string[] }
    | { readonly header: readonly string[] }
    | { readonly url: Source }
    | { readonly self: true };
  /** Where the state stands in the polled reply; left out: HTTP status decides (202 goes on, 200/201/204 is done). */
  readonly status?: Source;
  readonly done: readonly (string | number | boolean)[];
  readonly failed?: readonly (string | number | boolean)[];
  /** 0 to 100, or 0 to 1. */
  readonly progress?: Source;
  /** What is delivered: a place in the last reply; `{ header }`/`{ suffix }`: one more GET (`/result`); left out: the last reply's body. */
  readonly result?: Source | { readonly header: string } | { readonly suffix: string } | { readonly operation: () => Operation };
  /** Error text of a failed job. */
  readonly error?: Source;
  /** Operation that stops the job; called with the status operation's input. */
  readonly cancel?: () => Operation;
  /** Milliseconds between two looks when the server gives no Retry-After; default 1000, growing to `maxInterval`. */
  readonly interval?: number;
  readonly maxInterval?: number;
}

/** How the items of a stream are read. `unwrap` of the operation applies to each item (`/result`). */
export interface Streaming {
  /** The data of server-sent events. Left out: JSON where it is JSON, else text (told through `onDrift`). */
  readonly data?: "json" | "text";
  /** An item is the whole event `{ event, data, id }` (OpenAPI 3.2's itemSchema of `text/event-stream`), not its data. */
  readonly item?: "event";
  /** Data that ends the stream; default `[DONE]`. */
  readonly end?: string;
  /** Where an item says that the stream failed; default `/error` where `unwrap` is declared. */
  readonly error?: Source;
}
