import { ConnectionError } from "../../../core/errors.js";
import { parseJson } from "../../payload.js";
import type { Frame } from "../../transport.js";
import { attach, detach } from "./attachments.js";
import { type Packet, packetTypes } from "./frames.js";

/** A packet as frames: its text (Engine.IO's type before it), then its attachments. PROTOCOL.md, section 2. */
export function encodePacket({ type, namespace, id, data }: Packet): readonly Frame[] {
  const bytes: Uint8Array[] = [];
  const whole = detach(data, bytes);
  const isBinary = bytes.length > 0;
  const number = packetTypes.indexOf(isBinary ? (type === "ack" ? "binaryAck" : "binaryEvent") : type);
  const text = whole === undefined ? "" : JSON.stringify(whole);
  return [`4${number}${isBinary ? `${bytes.length}-` : ""}${namespace === "/" ? "" : `${namespace},`}${id ?? ""}${text}`, ...bytes];
}

/** Puts packets together, whose attachments come in frames of their own. */
export class Decoder {
  #open: { readonly packet: Packet; readonly count: number; readonly bytes: Uint8Array[] } | null = null;

  /** Whether attachments of the last packet are missing. */
  get isCut(): boolean {
    return this.#open !== null;
  }

  /** The text of a message packet, without Engine.IO's type; null while attachments are missing. What was missing of the one before is given up. Throws a ClientError for what is no packet. */
  text(text: string): Packet | null {
    this.#open = null;
    const { packet, count } = decodeText(text);
    if (count > 0) this.#open = { packet, count, bytes: [] };
    return count > 0 ? null : packet;
  }

  /** An attachment. */
  bytes(bytes: Uint8Array): Packet | null {
    const open = this.#open;
    if (open === null) throw new ConnectionError("An attachment of Socket.IO came without its packet");
    open.bytes.push(bytes);
    if (open.bytes.length < open.count) return null;
    this.#open = null;
    return { ...open.packet, data: attach(open.packet.data, open.bytes) };
  }
}

function decodeText(text: string): { readonly packet: Packet; readonly count: number } {
  const [, digit = "", count = "0", namespace = "/", id, json = ""] = /^([0-6])(?:(\d{1,4})-)?(?:(\/[^,]*),)?(\d{1,15})?(.*)$/s.exec(text) ?? [];
  const named = packetTypes[Number(digit)];
  if (digit === "" || named === undefined) throw new ConnectionError(`No packet of Socket.IO: ${text.slice(0, 80)}`);
  const type = named === "binaryEvent" ? "event" : named === "binaryAck" ? "ack" : named;
  const data = json === "" ? undefined : parseJson(json);
  if ((type === "event" && !(Array.isArray(data) && typeof data[0] === "string")) || (type === "ack" && !(Array.isArray(data) && id !== undefined)))
    throw new ConnectionError(`No packet of Socket.IO: ${text.slice(0, 80)}`);
  return { packet: { type, namespace, id: id === undefined ? null : Number(id), data }, count: named.startsWith("binary") ? Number(count) : 0 };
}
