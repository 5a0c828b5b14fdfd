import type { CredentialMakers } from "../auth/choose.js";
import type { ApiDefinition } from "../core/api-definition.js";
import type { Bus } from "./bus.js";
import type { BusSetting } from "./bus-maker.js";
import type { Framing } from "./framing.js";
import type { Naming } from "./naming.js";
import type { RealtimeOptions } from "./realtime-options.js";
import type { Transport } from "./transport.js";

/** What generated code brings along for its document, and nothing that the document doesn't name: bundles stay small. */
export interface RealtimeParts {
  /** Framings by the name that documents give, made of their own settings: `{ "json-rpc": jsonRpcFraming }`; `json` where frames are envelopes. */
  readonly framings?: { readonly [name: string]: (settings: never) => Framing };
  /** Protocols that are more than a framing, likewise: `{ ably: ablyProtocol }`. */
  readonly buses?: { readonly [name: string]: (setting: BusSetting, options: RealtimeOptions) => Bus };
  /** For servers that are spoken to over HTTP: event streams. */
  readonly streams?: { readonly transport: () => Transport; readonly framing: () => Framing };
  /** Which message of its channel a payload is, and payloads by their content types: `namer`, where a channel has several kinds or payloads other than JSON. */
  readonly naming?: Naming;
  /** Where an HTTP client is made of the same options: both have the same credentials, which are renewed once. */
  readonly sharing?: (options: object, makers: CredentialMakers) => CredentialMakers;
  /** `envOptions`, `tokenAuth` and their like of the main entry point, as HTTP clients take them. */
  readonly parts?: readonly RealtimePart[];
}

/** Options from elsewhere, and credentials from plain values. */
export interface RealtimePart {
  readonly makers?: CredentialMakers;
  readonly options?: (api: ApiDefinition, given: never) => object;
}
