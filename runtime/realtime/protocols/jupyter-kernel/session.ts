import { ConnectionError, InputError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost } from "../../framing.js";
import type { OutgoingMessage } from "../../message.js";
import type { Frame, OpenRequest } from "../../transport.js";
import { decodeFrame, encodeFrame } from "./codec.js";
import { type Dialect, type KernelFrame, v1Protocol } from "./frames.js";
import { hasDied } from "./has-died.js";
import type { JupyterKernelSettings } from "./settings.js";

/** Where what is sent goes when its headers don't say. */
const channels: Readonly<Record<string, string>> = {
  interrupt_request: "control",
  shutdown_request: "control",
  debug_request: "control",
  create_subshell_request: "control",
  delete_subshell_request: "control",
  list_subshell_request: "control",
  input_reply: "stdin",
};

/** Milliseconds that a kernel which is shut down may take for its last answers. */
const lastWords = 5_000;

/** Kernels drop an execute_request without one of these, and say nothing. PROTOCOL.md, section 3. */
function contentOf(name: string, payload: unknown): unknown {
  const { silent = false, ...given } = (payload ?? {}) as { readonly silent?: boolean }; // of an execute_request
  if (name !== "execute_request") return payload ?? {};
  return { silent, store_history: !silent, user_expressions: {}, allow_stdin: false, stop_on_error: true, ...given };
}

/** The messages of one kernel. PROTOCOL.md. */
export class KernelSession implements FramingSession {
  readonly readyOn = "open";
  readonly confirmsSubscriptions = false;
  readonly framesByLink = true;
  readonly resumes: boolean;
  readonly #settings: JupyterKernelSettings;
  readonly #address: string;
  readonly #host: SessionHost;
  readonly #session: string;
  /** Requests whose reply is awaited. */
  readonly #waiting = new Set<string>();
  #dialect: Dialect = "default";
  /** Whether v1 is offered to the server. */
  #offers: boolean;
  /** A link was asked for, and did not open yet. */
  #opening = false;
  /** Cancels what waits for the last answers of a kernel. */
  #leaving: (() => void) | null = null;

  constructor(settings: JupyterKernelSettings, { address }: Route, host: SessionHost) {
    this.#settings = settings;
    this.#address = address;
    this.#host = host;
    this.resumes = settings.resumes ?? false;
    this.#session = settings.session ?? crypto.randomUUID();
    this.#offers = settings.dialect !== "default";
  }

  request(request: OpenRequest): OpenRequest {
    // Sockets fail where nothing that was offered is chosen, and don't say that this was why.
    if (this.#opening && this.#settings.dialect === undefined) this.#offers = !this.#offers;
    this.#opening = true;
    const address = new URL(request.url);
    address.searchParams.set("session_id", this.#session);
    return { ...request, url: address.href, ...(this.#offers && { protocols: [v1Protocol] }) };
  }

  greet(_credential: string | null, protocol: string): readonly Frame[] {
    this.#opening = false;
    this.#dialect = protocol === v1Protocol ? "v1" : "default";
    return [];
  }

  receive(frame: Frame, sink: FrameSink): void {
    const { content, ...rest } = decodeFrame(frame, this.#dialect);
    const { msg_id, msg_type } = rest.header;
    const parent = rest.parent_header.msg_id ?? null;
    const message = {
      payload: content,
      name: msg_type,
      id: msg_id,
      headers: rest,
      address: this.#address,
      correlationId: parent,
      receivedAt: this.#host.now(),
    };
    sink.message(this.#address, message);
    if (parent !== null && msg_type.endsWith("_reply") && this.#waiting.delete(parent)) sink.replied(parent, message);
    else if (hasDied(message)) this.#died(this.#waiting, sink);
    else if (msg_type === "shutdown_reply") this.#shutDown(sink);
  }

  /** Somebody ends or restarts the kernel: what it was asked before is answered soon, or never. */
  #shutDown(sink: FrameSink): void {
    const asked = [...this.#waiting];
    this.#leaving?.();
    this.#leaving = this.#host.wake(this.#host.now() + lastWords, () => this.#died(asked, sink));
  }

  #died(asked: Iterable<string>, sink: FrameSink): void {
    const remedy = "What it held is gone: run again what is needed, then ask once more.";
    for (const id of [...asked])
      if (this.#waiting.delete(id)) sink.refused(id, new ConnectionError("The kernel ended before it answered", { sent: "unknown", remedy }));
  }

  ended(): void {
    this.#leaving?.();
    this.#leaving = null;
    this.#waiting.clear();
  }

  subscribe(): null {
    return null;
  }

  unsubscribe(): null {
    return null;
  }

  publish(_route: Route, message: OutgoingMessage, id: string): Frame {
    return encodeFrame(this.#frame(message, id), this.#dialect);
  }

  ask(_route: Route, message: OutgoingMessage, id: string): Frame {
    const frame = encodeFrame(this.#frame(message, id), this.#dialect);
    this.#waiting.add(id);
    return frame;
  }

  forget(id: string): null {
    this.#waiting.delete(id);
    return null;
  }

  #frame({ name, payload, headers }: OutgoingMessage, id: string): KernelFrame {
    if (name === null) throw new InputError("A message to a kernel needs its type", { remedy: "Pass { message: ... } in the options." });
    const { channel, metadata = {}, parent_header = {}, buffers = [] } = (headers ?? {}) as Partial<KernelFrame>; // PROTOCOL.md, section 1
    const { username = "client" } = this.#settings;
    const date = new Date(this.#host.now()).toISOString();
    return {
      channel: channel ?? (Object.hasOwn(channels, name) ? (channels[name] ?? "shell") : "shell"),
      header: { msg_id: id, msg_type: name, session: this.#session, username, date, version: "5.4" },
      parent_header,
      metadata,
      content: contentOf(name, payload),
      buffers,
    };
  }

  ping(): null {
    return null;
  }

  reauthenticate(): null {
    return null;
  }
}
