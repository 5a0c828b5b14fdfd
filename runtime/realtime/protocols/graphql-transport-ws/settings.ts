/** The settings of `x-clientwright-framing: { framing: graphql-transport-ws, ... }`. PROTOCOL.md says what each means. */
export interface GraphqlTransportWsSettings extends GraphqlOperation {
  readonly framing?: "graphql-transport-ws";
  /** Operations by the id of their channel, for channels that don't say themselves. */
  readonly operations?: { readonly [channel: string]: GraphqlOperation };
  /** Goes into `connection_init`. */
  readonly payload?: { readonly [field: string]: unknown };
  /** The field of `connection_init`'s payload for the credential; null: it isn't told there. Default `Authorization`. */
  readonly credential?: string | null;
}

/** The GraphQL operation that a channel stands for. */
export interface GraphqlOperation {
  readonly query?: string;
  readonly operationName?: string;
}
