import type { Message } from "./message.js";
import type { Naming } from "./naming.js";

/** For channels of one kind of message each: whatever comes is that. */
export const singleName: Naming = ({ channel, convert }) => {
  const [name = null] = Object.keys(channel.messages);
  return (message: Message): Message => {
    if (!convert && message.name === name) return message;
    return { ...message, name, payload: convert ? convert.by.receive(message.payload, convert.out) : message.payload };
  };
};
