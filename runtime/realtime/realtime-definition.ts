import type { ApiDefinition } from "../core/api-definition.js";
import type { Bindings, FramingDefinition } from "./channel.js";

/** What generated code tells about an API that has channels. An API of both kinds has one definition, hence one set of credentials. */
export interface RealtimeDefinition extends ApiDefinition {
  /** By name; the first is the default. */
  readonly servers: { readonly [name: string]: RealtimeServer };
  /** How messages stand in the frames of a socket; default: each frame is one payload, each channel has a socket of its own. */
  readonly framing?: FramingDefinition;
}

/** A server that holds connections. */
export interface RealtimeServer {
  /** Template over the definition's variables, with scheme: `wss://{region}.example.com/v1`. */
  readonly url: string;
  /** The document's word: `ws`, `wss`, `mqtt`, `kafka` ... */
  readonly protocol: string;
  readonly protocolVersion?: string;
  /** How messages stand in frames there, where it differs from the API's. */
  readonly framing?: FramingDefinition;
  readonly bindings?: Bindings;
  /** Default alternatives of credentials on this server; left out: the definition's. */
  readonly security?: readonly (string | readonly string[])[];
}
