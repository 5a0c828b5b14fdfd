import type { JsonText } from "./json-text.js";
import { parseJson } from "./payload.js";
import { type WideMarks, wideMarks } from "./wide-marks.js";

const utf8 = new TextDecoder();
/** Made at the first message: some platforms have no randomness before. */
let made: WideMarks | undefined;
const marks = (): WideMarks => (made ??= wideMarks(`wide-${crypto.randomUUID()}-`));

/** JSON whose whole numbers beyond 2^53 keep their digits: they are bigint, both ways. For channels whose messages hold such numbers. */
export const losslessJson: JsonText = {
  parse: (frame) => marks().value(parseJson(marks().read(typeof frame === "string" ? frame : utf8.decode(frame)))),
  stringify: (payload) => marks().written(JSON.stringify(marks().sent(payload) ?? null)),
};
