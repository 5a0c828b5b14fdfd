import type { Report } from "../../diagnostics.js";
import type { Param } from "../../ir/index.js";
import type { OperationConfig } from "../config/client-config.js";
import type { Models } from "../schemas/schema-views.js";
import type { Manifest } from "../views.js";

/** What the input of one operation depends on besides its document. */
export interface InputSetting {
  readonly models: Models;
  readonly config: OperationConfig;
  readonly lock: Manifest["operations"][string] | null;
  /** Headers that auth or the runtime sets: no inputs. Lower case. */
  readonly ownHeaders: ReadonlySet<string>;
  readonly report: Report;
}

/** A parameter that is an input or always sent with one value. */
export interface Candidate {
  readonly param: Param;
  readonly fixed: string | null;
}
