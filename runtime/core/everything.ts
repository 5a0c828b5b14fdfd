import { bodies } from "./bodies.js";
import type { Codec } from "./codec.js";
import { compress } from "./compress.js";
import { convert } from "./convert.js";
import { envelopes } from "./envelopes.js";
import { multipart } from "./multipart.js";
import { sequences } from "./sequences.js";
import { styles } from "./styles.js";

/** Every codec of this package: `createClient(api, { codecs: everything })`. */
export const everything: readonly Codec[] = [convert, envelopes, styles, multipart, sequences, compress, bodies];
