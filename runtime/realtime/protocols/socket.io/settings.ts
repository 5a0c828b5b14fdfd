/** The settings of `x-clientwright-framing: { framing: socket.io, ... }`. PROTOCOL.md says what each means. */
export interface SocketIoSettings {
  readonly framing?: "socket.io";
  /** Of the server's URL, where that says none; default `/socket.io/`. */
  readonly path?: string;
  /** Sent when a namespace is joined. */
  readonly auth?: { readonly [field: string]: unknown };
  /** The field of `auth` for the credential; null: it isn't told there. Default `token`. */
  readonly credential?: string | null;
  /** `spread`: a payload that is a list goes out as its items. Default `one`. */
  readonly arguments?: "one" | "spread";
}
