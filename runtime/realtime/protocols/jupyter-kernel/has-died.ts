import type { Message } from "../../message.js";

/** States that Jupyter Server tells of a kernel whose process ended without being asked to. PROTOCOL.md, section 4. */
const lost: ReadonlySet<unknown> = new Set(["restarting", "autorestarting", "dead"]);

/** Whether the message says that what the kernel was asked will not be answered any more. */
export function hasDied({ name, payload }: Pick<Message, "name" | "payload">): boolean {
  const { execution_state: state } = (payload ?? {}) as { readonly execution_state?: unknown }; // of status messages
  return name === "status" && lost.has(state);
}
