import { decodeMessagePack } from "../../../msgpack/decode.js";
import { encodeMessagePack } from "../../../msgpack/encode.js";
import type { BinaryCodec } from "./codec.js";

/** Frames and REST bodies in MessagePack (`format: "msgpack"`). */
export const messagePack: BinaryCodec = { encode: encodeMessagePack, decode: decodeMessagePack };
