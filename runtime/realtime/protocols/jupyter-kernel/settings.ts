import type { Dialect } from "./frames.js";

/** The settings of `x-clientwright-framing: { framing: jupyter-kernel, ... }`. PROTOCOL.md says what each means. */
export interface JupyterKernelSettings {
  readonly framing?: "jupyter-kernel";
  /** Speaks this one only; default: v1 where the server knows it. */
  readonly dialect?: Dialect;
  /** Id of this client's session; default: a random one for each connection. */
  readonly session?: string;
  /** In the headers of what is sent; default `client`. */
  readonly username?: string;
  /** This client is the kernel's only one, so that the server replays what it missed. */
  readonly resumes?: boolean;
}
