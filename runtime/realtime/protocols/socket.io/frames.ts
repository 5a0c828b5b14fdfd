/** PROTOCOL.md, section 2. */
export const packetTypes = ["connect", "disconnect", "event", "ack", "error", "binaryEvent", "binaryAck"] as const;

/** One packet of Socket.IO; its attachments are in their places. */
export interface Packet {
  readonly type: "connect" | "disconnect" | "event" | "ack" | "error";
  /** Begins with a slash. */
  readonly namespace: string;
  readonly id: number | null;
  /** Undefined where the packet has none. */
  readonly data: unknown;
}

/** Engine.IO's handshake. */
export interface Handshake {
  readonly sid: string;
  /** Milliseconds. */
  readonly pingInterval: number;
  readonly pingTimeout: number;
}
