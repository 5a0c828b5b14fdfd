import { ConnectionError } from "../../../core/errors.js";
import type { Message } from "../../message.js";
import { hasDied } from "./has-died.js";

/**
 * What comes of one request, in order, out of a kernel's messages; it ends when the kernel is idle again. Subscribe before asking:
 * Throws a ConnectionError where the kernel dies meanwhile.
 * `const kernel = jupyter.kernel.messages({ kernel_id }); await kernel.ready();`, then ask with `{ id }`, and read `outputsOf(kernel.messages(), id)`.
 */
export async function* outputsOf<M extends Message>(messages: AsyncIterable<M>, id: string): AsyncGenerator<M, void> {
  for await (const message of messages) {
    if (hasDied(message)) throw new ConnectionError("The kernel ended before it was done", { sent: "unknown" });
    if (message.correlationId !== id) continue;
    yield message;
    const { execution_state: state } = (message.payload ?? {}) as { readonly execution_state?: unknown }; // of status messages
    if (message.name === "status" && state === "idle") return;
  }
}
