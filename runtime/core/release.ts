import type { Call, Middleware, Send, WireReply } from "./call.js";
import { letGo } from "./stream.js";

/** Lets go of the files and streams that a call was to send, once it has failed: whether it began to send them or not. */
export const releasing: Middleware = (next) => (call) => (call.replayable ? next(call) : release(next, call));

async function release(next: Send, call: Call): Promise<WireReply> {
  try {
    const reply = await next(call);
    if (reply.status >= 400) {
      // First the answer: to break off the upload may close the connection.
      await buffered(reply);
      await letGo(call.body, new Error(`The server answered ${reply.status}`));
    }
    return reply;
  } catch (error) {
    await letGo(call.body, error);
    throw error;
  }
}

/** Reads the body of a failed attempt to its end, which frees the connection for the next one; it can still be read by others. */
export async function buffered(reply: WireReply): Promise<string> {
  const text = await reply.text().catch(() => "");
  const read = reply.toResponse();
  reply.text = async () => text;
  reply.toResponse = () => new Response(text, read);
  return text;
}
