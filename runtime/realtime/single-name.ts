import type { Message } from "./message.js";
import type { Naming } from "./naming.js";

/** For channels of one kind of message each: whatever comes is that. */
export const singleName: Naming = ({ channel, convert }) => {
  const [name = null] = Object.keys(channel.messages);
  return (came) => {
    const message: Message = came.name === name ? came : { ...came, name };
    return convert ? convert.by.receive(message, convert) : message;
  };
};
