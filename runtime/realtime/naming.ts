import type { ChannelOperation } from "./channel.js";
import type { PayloadCodecs } from "./codecs.js";
import type { Message } from "./message.js";

/** Reads the messages of an operation: gives them the document's names, and payloads the values that their types say. Null for one that the operation is not about. */
export type Naming = (operation: Pick<ChannelOperation, "channel" | "messages" | "convert">, payloads?: PayloadCodecs) => (message: Message) => Message | null;
