export type { Dialect, KernelFrame, KernelHeader } from "../realtime/protocols/jupyter-kernel/frames.js";
export { jupyterKernelFraming } from "../realtime/protocols/jupyter-kernel/jupyter-kernel-framing.js";
export { outputsOf } from "../realtime/protocols/jupyter-kernel/outputs-of.js";
export type { JupyterKernelSettings } from "../realtime/protocols/jupyter-kernel/settings.js";
