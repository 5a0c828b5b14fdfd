import type { Diagnostic, Severity } from "./diagnostics.js";
import type { EmittedFile } from "./emit/emitted-file.js";
import type { Api, SpecDocument } from "./ir/index.js";
import type { LoadOptions } from "./load/options.js";
import type { ClientConfig } from "./plan/config/client-config.js";
import type { Plan } from "./plan/views.js";
import type { WriteReport } from "./write/write.js";

/** What `generate` is asked to do. */
export interface GenerateOptions {
  /** Path, URL or `-` of each OpenAPI or AsyncAPI document. */
  readonly sources: readonly string[];
  /** Folder of the client; null: nothing is written, the files are only returned. */
  readonly output: string | null;
  readonly config?: ClientConfig;
  /** Where a JSON pointer into `config` was written, for diagnostics; without it they say `client.yaml#<pointer>`. */
  readonly locateConfig?: (pointer: string) => Promise<Pick<Diagnostic, "at" | "line" | "column">>;
  readonly load?: LoadOptions;
  /** Folder of an earlier client, whose names stay; by default `output`. */
  readonly lock?: string | null;
  /** Folder of hand-written slots; null or left out: none. */
  readonly custom?: string | null;
  /** Name where the config says none; by default the output folder's. */
  readonly name?: string | null;
  /** Writes nothing; `Generated.write` says what would change. */
  readonly check?: boolean;
  /** Generates even when nothing changed since the last run. */
  readonly force?: boolean;
  /** Parses every file back, not only the changed ones, and their types too, not only what can run. */
  readonly verify?: boolean;
  /** Also asks @asyncapi/parser about AsyncAPI documents: a second opinion, told as warnings. */
  readonly validate?: boolean;
  /** Writes nothing when a diagnostic of this severity (or a worse one) was reported. Default: never. */
  readonly refuse?: Severity;
  /** Told each stage as it begins. */
  readonly onStage?: (stage: Stage) => void;
}

/** The stages of a run, in their order. */
export type Stage = "load" | "lower" | "plan" | "emit" | "verify" | "write";

/** Every stage's outcome. */
export interface Made {
  readonly documents: readonly SpecDocument[];
  readonly api: Api;
  readonly plan: Plan;
  readonly files: readonly EmittedFile[];
}

/** What `generate` made. */
export interface Generated {
  /** True: inputs and output are as the last run left them, so nothing was even loaded. */
  readonly unchanged: boolean;
  readonly write: WriteReport;
  /** Null when unchanged. */
  readonly made: Made | null;
}
