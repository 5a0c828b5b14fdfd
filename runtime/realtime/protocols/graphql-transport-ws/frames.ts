/** What client and server say to each other. PROTOCOL.md, section 2. */
export type ClientFrame =
  | { readonly type: "connection_init"; readonly payload?: object }
  | { readonly type: "ping" | "pong"; readonly payload?: unknown }
  | { readonly type: "subscribe"; readonly id: string; readonly payload: Operation }
  | { readonly type: "complete"; readonly id: string };

/** One GraphQL operation with its inputs. */
export interface Operation {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export type ServerFrame =
  | { readonly type: "connection_ack"; readonly payload?: unknown }
  | { readonly type: "ping" | "pong"; readonly payload?: unknown }
  | { readonly type: "next"; readonly id: string; readonly payload: Result }
  | { readonly type: "error"; readonly id: string; readonly payload: readonly GraphQLProblem[] }
  | { readonly type: "complete"; readonly id: string };

/** What an operation gave. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLProblem[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An error as GraphQL's specification has it. */
export interface GraphQLProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}
