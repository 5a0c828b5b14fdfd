import type { JsonValue, Schema } from "../ir/index.js";

/** Every name, path and import of the output, decided. Plain JSON: a diff of two plans is the review of a naming change. */
export interface Plan {
  readonly name: string;
  readonly files: readonly FilePlan[];
  /** The runtime's files stand in the output's own `runtime/`; left out: files import the package. */
  readonly runtime?: "inline";
  /** What manifest.json locks: read back by the next run. */
  readonly manifest: Manifest;
}

export type FilePlan = {
  /** Relative to the output folder, with forward slashes. */
  readonly path: string;
} & (
  | { readonly template: "models"; readonly view: ModelsView }
  | { readonly template: "operations"; readonly view: OperationsView }
  | { readonly template: "channels"; readonly view: ChannelsView }
  | { readonly template: "webhooks"; readonly view: WebhooksView }
  | { readonly template: "schemas"; readonly view: SchemasView }
  | { readonly template: "client"; readonly view: ClientView }
  | { readonly template: "index"; readonly view: IndexView }
  | { readonly template: "raw"; readonly view: RawView }
);

/**
 * A symbol that a file may print: printing it imports it. `from` is a path relative to the output folder without
 * extension (`models`, `operations/services`), a package (`@clientwright/runtime`), or null for the same file.
 */
export interface SymbolRef {
  readonly name: string;
  readonly from: string | null;
  readonly type: boolean;
}

/** Text of the document on its way into a comment: unencoded; the engine encodes it. */
export interface DocsView {
  readonly lines: readonly string[];
  readonly tags: readonly { readonly tag: "deprecated" | "example" | "see" | "default" | "remarks" | "throws"; readonly text: string }[];
}

/** A type to print: the schema with model keys still in it; the file's `names` say what each key is called. */
export interface TypeView {
  readonly schema: Schema;
  /** Which side of readOnly/writeOnly: `both` when the model has no marks. */
  readonly side: "input" | "output" | "both";
  /** True: possibly nothing at all (204, an empty error body): `T | undefined`; with a `never` schema: `void` (in an error map: `undefined`). */
  readonly empty?: true;
  /** How binary is delivered here, when not as the file's style says (an operation's own `out`). */
  readonly binary?: TypeStyle["binary"];
  /** True: a list that may also be handed in item by item: `Iterable<T> | AsyncIterable<T>`. */
  readonly streamed?: true;
}

/** Model key and side -> symbol. Key: `<side>:<model key>` with side in | out; both entries equal when there are no marks. */
export type ModelNames = Readonly<Record<string, SymbolRef>>;

/** How values of certain formats are typed. */
export interface TypeStyle {
  readonly dates: "string" | "date" | "temporal";
  readonly int64: "number" | "bigint" | "string";
  readonly enums: "union" | "const";
  readonly binary: "blob" | "bytes" | "stream";
  /** All enums and tagged unions get the unknown arm; per model it stands on the ModelView. */
  readonly open: boolean;
}

interface FileView {
  readonly header: HeaderView;
  readonly names: ModelNames;
  readonly style: TypeStyle;
}
/** The first comment of every file. */
export interface HeaderView {
  readonly title: string;
  readonly version: string;
}

export interface ModelsView extends FileView {
  readonly models: readonly ModelView[];
}
export interface ModelView {
  readonly name: string;
  readonly docs: DocsView;
  readonly type: TypeView;
  readonly open: boolean;
  /** `interface` where the printed type is an object type; `type` otherwise; `const` for enums as const objects. */
  readonly form: "interface" | "type" | "const";
}

export interface OperationsView extends FileView {
  /** Façade class, e.g. `Services`. */
  readonly facade: FacadeView;
  readonly operations: readonly OperationView[];
}

/** A façade class. */
export interface FacadeView {
  readonly name: string;
  readonly docs: DocsView;
  readonly groups: readonly NestedFacadeView[];
  /** Functions of channels that it calls too; left out: none, here and in the façades inside it. */
  readonly channels?: readonly ChannelExchangeView[];
  /** The file that declares them; null: the façade's own. */
  readonly channelsFrom?: string | null;
}

/** A façade inside another, or of the whole client. */
export interface NestedFacadeView {
  readonly property: string;
  readonly className: SymbolRef;
  readonly docs: DocsView;
  /** What its constructor takes; left out: the HTTP client alone. */
  readonly takes?: readonly ("client" | "realtime")[];
}

/** Functions over channels, and the façade of the group where no file of operations has it. */
export interface ChannelsView extends FileView {
  readonly facade: FacadeView | null;
  /** Channels that are declared here. */
  readonly channels: readonly { readonly constName: string; readonly exported: boolean; readonly constant: ConstantValue; readonly docs: DocsView }[];
  readonly exchanges: readonly ChannelExchangeView[];
}

/** One function over a channel. */
export interface ChannelExchangeView {
  readonly functionName: string;
  readonly methodName: string;
  readonly constName: string;
  readonly constant: ConstantValue;
  readonly docs: DocsView;
  readonly verb: "subscribe" | "publish" | "ask";
  readonly input: InputView | null;
  readonly inputOptional: boolean;
  /** What is received, or answered; null for what is only sent. */
  readonly output: NamedTypeView | null;
  /** Headers of what is received, where the document describes them. */
  readonly headers: NamedTypeView | null;
}
export interface OperationView {
  /** `executeService` */
  readonly functionName: string;
  /** `execute`; null: not in a façade. */
  readonly methodName: string | null;
  /** `executeServiceOp` */
  readonly constName: string;
  /** Other files' polling needs it. */
  readonly exported: boolean;
  /** The runtime constant as data; `{ $symbol: ... }` marks a reference to another constant (printed as `() => name`). */
  readonly constant: ConstantValue;
  readonly docs: DocsView;
  readonly verb: VerbView;
  /** The input type; null: the operation takes none. */
  readonly input: InputView | null;
  /** Whether `input` may be left out at the call (all fields optional). */
  readonly inputOptional: boolean;
  readonly output: NamedTypeView;
  /** The headers of its successes, and the function that reads them; null: none is declared. */
  readonly headers: {
    readonly name: string;
    readonly functionName: string;
    readonly docs: DocsView;
    readonly functionDocs: DocsView;
    readonly fields: readonly InputFieldView[];
    readonly kinds: { readonly [name: string]: ConstantValue };
  } | null;
  readonly errors: {
    readonly name: string;
    readonly docs: DocsView;
    readonly entries: readonly { readonly key: number | string; readonly type: TypeView; readonly docs: DocsView }[];
  } | null;
}
/** Runtime verb and its type arguments besides the errors. */
export type VerbView =
  | { readonly verb: "call" }
  | { readonly verb: "pages"; readonly item: NamedTypeView }
  | { readonly verb: "job"; readonly done: NamedTypeView }
  | { readonly verb: "events"; readonly item: NamedTypeView };

/** A type that this file declares under a name, or (name null) prints where it is used. */
export interface NamedTypeView {
  readonly name: string | null;
  readonly docs: DocsView;
  readonly type: TypeView;
}

export interface InputView {
  readonly name: string;
  readonly docs: DocsView;
  /** Parameters and lifted or nested body fields, in order: path, body, query, header, cookie. */
  readonly fields: readonly InputFieldView[];
  /** A flat body's type: `interface X extends Body` where possible, an intersection for unions; `without`: keys that were renamed. */
  readonly body: { readonly type: TypeView; readonly without: readonly string[]; readonly optional: boolean; readonly asInterface: boolean } | null;
  /** Several media types: each arm's `contentType` literal and body; the first arm's contentType is optional. */
  readonly variants: readonly { readonly contentType: string; readonly type: TypeView; readonly at: string; readonly required: boolean }[];
}
export interface InputFieldView {
  readonly name: string;
  readonly required: boolean;
  readonly type: TypeView;
  readonly docs: DocsView;
}

/**
 * JSON, plus references to symbols (`{ $symbol }` printed as a bare name, `{ $lazy }` as `() => name`).
 * JSON of the document itself (defaults, examples, enum members, limits) always stands under `{ $json }`, so that a
 * document which holds a `$symbol` key can't name anything. Keys of maps are safe as they are: a node counts as one of
 * the three only when it has exactly that one key and (for symbols) a SymbolRef's shape.
 */
export type ConstantValue =
  | null
  | boolean
  | number
  | string
  | readonly ConstantValue[]
  | { readonly [key: string]: ConstantValue }
  | { readonly $symbol: SymbolRef }
  | { readonly $lazy: SymbolRef }
  | { readonly $json: JsonValue };

export interface SchemasView extends FileView {
  readonly shapes: readonly { readonly name: string; readonly docs: DocsView; readonly shape: ConstantValue }[];
  /** The runtime's OperationShapes by operation id. */
  readonly operations: ConstantValue;
}

export interface WebhooksView extends FileView {
  readonly models: readonly ModelView[];
  /** One arm per event: `{ name, payload type }`. */
  readonly events: readonly {
    readonly name: string;
    readonly typeName: string;
    readonly docs: DocsView;
    readonly payload: TypeView;
    readonly headers: readonly InputFieldView[];
  }[];
  readonly unionName: string;
  /** Where payloads are converted: the function that reads one from its text, and the shapes by event. */
  readonly parse: { readonly functionName: string; readonly constName: string; readonly shapes: ConstantValue } | null;
}

export interface ClientView extends FileView {
  /** `Spark` in createSpark, SparkOptions. */
  readonly prefix: string;
  readonly docs: DocsView;
  readonly definition: ConstantValue;
  readonly environments: readonly { readonly name: string; readonly docs: DocsView }[];
  readonly variables: readonly {
    readonly name: string;
    readonly docs: DocsView;
    readonly values: readonly string[];
    readonly required: boolean;
    readonly own: boolean;
  }[];
  readonly auth: readonly { readonly name: string; readonly docs: DocsView; readonly credential: SymbolRef }[];
  readonly groups: readonly NestedFacadeView[];
  /** What the client talks through; left out: HTTP alone. */
  readonly realtime?: {
    readonly http: boolean;
    /** `bus`: the broker's, which callers pass. */
    readonly servers: readonly {
      readonly name: string;
      readonly description: string | null;
      readonly protocol: string;
      readonly bus: { readonly name: string; readonly from: string } | null;
    }[];
    /** The runtime's RealtimeParts; null: none. */
    readonly brought: ConstantValue | null;
  };
  /** What the runtime's `composeClient` puts together for this API. */
  readonly parts: readonly SymbolRef[];
  /** XML, base64 ... helpers that this API needs from optional entry points: `{ xml }` from `@clientwright/runtime/xml`. */
  readonly codecs: readonly SymbolRef[];
}

export interface IndexView {
  readonly header: HeaderView;
  /** `names`: only these, which then win over names that come with a `*`; left out: everything. */
  readonly exports: readonly { readonly from: string; readonly typesOnly: boolean; readonly names?: readonly string[] }[];
}
export interface RawView {
  readonly header: HeaderView;
  readonly prefix: string;
}

/** `manifest.json`: names once given stay given. */
export interface Manifest {
  readonly generator: string;
  readonly hash: string;
  /** Model key (without source file) -> name(s). */
  readonly models: Readonly<Record<string, string>>;
  /** Façade classes by group. */
  readonly groups?: Readonly<Record<string, string>>;
  /** `METHOD path` -> names and choices. */
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly id: string | null;
        readonly function: string;
        readonly group: string;
        readonly method: string;
        readonly body: "flat" | "nested" | null;
        readonly inputs: Readonly<Record<string, string>>;
        /** Types that are not called as usual (`<Function>Input`, `Output`, `Errors`), by suffix. */
        readonly types?: Readonly<Record<string, string>>;
      }
    >
  >;
  readonly files: Readonly<Record<string, string>>;
  readonly facts: JsonValue;
}
