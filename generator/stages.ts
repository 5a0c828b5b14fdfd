/** The stages, together: `generate` loads them only when there is something to do. */
export { customSlots, forward, slotFiles } from "./custom-slots.js";
export { emit } from "./emit/emit.js";
export { printPaths } from "./emit/paths.js";
export { verify } from "./emit/verify.js";
export { isCopy, verifyCopies, withRuntime } from "./inline/inline.js";
export { bundle } from "./load/bundle.js";
export { inputFiles } from "./load/fingerprint.js";
export { withLines } from "./load/lines.js";
export { loadDocument } from "./load/load.js";
export { lower, validate } from "./lower.js";
export { plan } from "./plan/plan.js";
export { prepareWrite } from "./write/write.js";
