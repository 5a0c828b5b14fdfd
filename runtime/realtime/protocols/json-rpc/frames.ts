/** Request or notification (without id), response, error response. PROTOCOL.md; https://www.jsonrpc.org/specification. */
export interface RpcRequest {
  readonly jsonrpc: "2.0";
  readonly method: string;
  readonly params?: unknown;
  readonly id?: RpcId;
}

export interface RpcResponse {
  readonly jsonrpc: "2.0";
  readonly id: RpcId;
  readonly result?: unknown;
  readonly error?: RpcError;
}

export type RpcId = string | number | null;

/** The error of a response. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What one frame holds. */
export type RpcFrame = { readonly batch: boolean; readonly items: readonly (RpcRequest | RpcResponse)[] };
