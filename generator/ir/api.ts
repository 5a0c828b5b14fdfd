import type { Channel, ChannelServer, FramingNote } from "./channel.js";
import type { Docs } from "./docs.js";
import type { JsonValue } from "./json.js";
import type { Operation, Webhook } from "./operation.js";
import type { Model } from "./schema.js";

/** What an API is: no dialect, no language. Plain JSON. */
export interface Api {
  readonly title: string;
  readonly version: string;
  readonly docs: Docs;
  readonly licence: string | null;
  readonly servers: readonly Server[];
  readonly auth: readonly AuthScheme[];
  readonly tags: readonly Tagging[];
  /** Vendor extensions of the whole document that `plan` may act on. */
  readonly extensions: readonly Extension[];
  /** Every named schema, in pointer order. */
  readonly models: readonly Model[];
  /** Request to response, in pointer order. */
  readonly operations: readonly Operation[];
  /** Requests that the service sends to us. */
  readonly webhooks: readonly Webhook[];
  /** Messages over a held connection or a broker, in pointer order. */
  readonly channels: readonly Channel[];
  /** Where the channels are found. */
  readonly channelServers: readonly ChannelServer[];
  /** How messages of all channels stand in frames; null: the document says nothing. */
  readonly framing: FramingNote | null;
}

/** One address of the API. */
export interface Server {
  /** Template with `{variable}`s; may be relative to where the document was read. */
  readonly url: string;
  /** OpenAPI 3.2 `name`, x-name and kin. */
  readonly name: string | null;
  readonly description: string | null;
  readonly variables: readonly ServerVariable[];
  readonly at: string;
}
/** A `{variable}` of a server URL. */
export interface ServerVariable {
  readonly name: string;
  readonly default: string | null;
  readonly values: readonly string[];
  readonly description: string | null;
}

/** A tag that the document declares. */
export interface Tagging {
  readonly name: string;
  readonly docs: Docs;
  /** OpenAPI 3.2 `parent`. */
  readonly parent: string | null;
  /** x-displayName, 3.2 `summary`. */
  readonly title: string | null;
}

/** One security scheme; `key` is its name in the document. */
export type AuthScheme = { readonly key: string; readonly docs: Docs; readonly at: string } & (
  | { readonly type: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string }
  | { readonly type: "basic" }
  | { readonly type: "bearer"; readonly format: string | null }
  | { readonly type: "digest" }
  /** Another HTTP scheme (negotiate, hoba, ...): the user hands in the header's value. */
  | { readonly type: "http"; readonly scheme: string }
  | { readonly type: "oauth2"; readonly flows: readonly OAuthFlow[]; readonly metadataUrl: string | null }
  | { readonly type: "openIdConnect"; readonly url: string }
  | { readonly type: "mutualTls" }
  /** A user's name and password for the connection itself; `mechanism`: how the password is proven (SASL). */
  | { readonly type: "userPassword"; readonly mechanism: "plain" | "scramSha256" | "scramSha512" | null }
  /** A key in the broker's user or password field. */
  | { readonly type: "connectionKey"; readonly in: "user" | "password" }
  /** A client certificate. */
  | { readonly type: "x509" }
  /** Anything else (Kerberos, encryption keys, or a vendor's own). */
  | { readonly type: "other"; readonly kind: string }
);

/** One OAuth 2 flow of a scheme. */
export interface OAuthFlow {
  readonly flow: "clientCredentials" | "password" | "authorizationCode" | "implicit" | "deviceAuthorization";
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string | null;
  readonly refreshUrl: string | null;
  readonly deviceAuthorizationUrl: string | null;
  readonly scopes: readonly { readonly name: string; readonly description: string | null }[];
}

/** Scheme keys that are needed together, each with its scopes; an empty list means: no credentials needed. */
export type AuthNeed = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

/** A vendor extension that carries a fact we act on: key as in the document, value untouched. */
export interface Extension {
  readonly key: string;
  readonly value: JsonValue;
}
