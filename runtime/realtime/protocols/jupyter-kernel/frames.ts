/** PROTOCOL.md, section 1. */
export interface KernelHeader {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session?: string;
  readonly username?: string;
  readonly date?: string;
  readonly version?: string;
}

/** One message as the wire has it, in either dialect. */
export interface KernelFrame {
  readonly channel: string;
  readonly header: KernelHeader;
  /** Empty without a parent. */
  readonly parent_header: Partial<KernelHeader>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: unknown;
  readonly buffers: readonly Uint8Array[];
}

/** How frames look: text with binary exceptions, or always binary. */
export type Dialect = "default" | "v1";

export const v1Protocol = "v1.kernel.websocket.jupyter.org";
