import { doubt, problem, type Report } from "../../diagnostics.js";
import type { Api, FramingNote, JsonValue } from "../../ir/index.js";
import { type ConfigFault, checkConfig } from "../config/check-config.js";
import type { ClientConfig } from "../config/client-config.js";
import { didYouMean } from "../config/closest.js";
import { isRecord } from "../names/operation-hints.js";
import { framings } from "../names/runtime-names.js";
import { anyFraming, framingSchemas } from "./framing-schema.js";

/** How messages stand in frames: a name, and the settings of that framing. */
export type Framing = { readonly framing: string } & { readonly [setting: string]: JsonValue };

/** What is known about frames, where it is said. */
export interface Framings {
  readonly api: Framing | null;
  /** By the server's id: where it differs from the API's. */
  readonly servers: ReadonlyMap<string, Framing>;
  /** By the channel's id: where it differs from the server's. */
  readonly channels: ReadonlyMap<string, Framing>;
}

/** The framings of an API, checked. What client.yaml says wins over the document's root and servers; what is wrong is left out, and told. */
export function framingsOf(api: Api, { framing: configured }: ClientConfig, report: Report): Framings {
  const told = new Set<string>();
  const read = (note: FramingNote | null): Framing | null => (note === null ? null : readFraming(note, told, report));
  const byId = (list: readonly { readonly id: string; readonly framing: FramingNote | null }[]): ReadonlyMap<string, Framing> =>
    new Map(
      list.flatMap(({ id, framing }) => {
        const found = read(framing);
        return found === null ? [] : [[id, found]];
      }),
    );
  const own = configured === undefined ? null : { value: configured as JsonValue, at: "client.yaml#/framing" }; // read from YAML: plain JSON
  return { api: read(own ?? api.framing), servers: own === null ? byId(api.channelServers) : new Map(), channels: byId(api.channels) };
}

function readFraming({ value, at }: FramingNote, told: Set<string>, report: Report): Framing | null {
  const faults = faultsOf(value);
  for (const { code, pointer, message, remedy } of faults)
    report(
      (code === "config-value" ? problem : doubt)(code === "config-value" ? "framing-invalid" : "framing-key-unknown", `${at}${pointer}`, message, remedy),
    );
  if (faults.some(({ code }) => code === "config-value")) return null;
  const framing = value as Framing; // just checked
  if (!Object.hasOwn(framings, framing.framing) && !told.has(framing.framing)) {
    told.add(framing.framing);
    const remedy = didYouMean(framing.framing, Object.keys(framings), "Callers pass `framing` when they make the client.");
    report(doubt("framing-unknown", `${at}/framing`, `No framing is called ${JSON.stringify(framing.framing)} here: the client has to be given one.`, remedy));
  }
  return framing;
}

function faultsOf(value: JsonValue): readonly ConfigFault[] {
  if (typeof value === "string") return [wrong("", `There is the text ${JSON.stringify(value)}, not an object.`, `Write { framing: ${value} }.`)];
  if (!isRecord(value)) return checkConfig(value, anyFraming);
  const name = String(value["framing"]);
  const known = Object.hasOwn(framingSchemas, name) ? framingSchemas[name] : undefined;
  const faults = checkConfig(value, known ?? anyFraming);
  if (name === "json") return [...faults, ...conditions(value), ...strangers(value)];
  return name === "json-rpc" ? [...faults, ...lonely(value)] : faults;
}

const wrong = (pointer: string, message: string, remedy: string): ConfigFault => ({ code: "config-value", pointer, message, remedy });

/** Of each `when`: it holds something, and its keys are pointers. */
function conditions({ receive }: { readonly [key: string]: JsonValue }): readonly ConfigFault[] {
  if (!isRecord(receive)) return [];
  return Object.entries(receive).flatMap(([name, entry]) => {
    const when = isRecord(entry) ? entry["when"] : undefined;
    if (!isRecord(when)) return [];
    const at = `/receive/${name}/when`;
    const keys = Object.keys(when);
    if (keys.length === 0) return [wrong(at, "There is no condition.", 'Say what must stand where ({ "/type": "message" }), or leave `when` out.')];
    return keys
      .filter((key) => !/^(\/([^~/]|~[01])*)*$/.test(key))
      .map((key) => wrong(at, `${JSON.stringify(key)} is no pointer.`, `Write ${JSON.stringify(`/${key}`)}.`));
  });
}

/** Without an envelope frames don't name their channel: they can't share a socket. */
function strangers({ sockets, send, receive }: { readonly [key: string]: JsonValue }): readonly ConfigFault[] {
  if (sockets !== "shared" || send !== undefined || receive !== undefined) return [];
  return [wrong("/sockets", "Channels can't share a socket whose frames don't name their channel.", "Describe the envelope under `send` and `receive`.")];
}

/** What `json-rpc` has that means nothing without something else. */
const companions: Readonly<Record<string, readonly string[]>> = { subscription: ["subscribe", "channel"], unsubscribe: ["subscribe"] };

function lonely(value: { readonly [key: string]: JsonValue }): readonly ConfigFault[] {
  return Object.entries(companions).flatMap(([setting, others]) =>
    others
      .filter((other) => Object.hasOwn(value, setting) && !Object.hasOwn(value, other))
      .map((other) => wrong(`/${setting}`, `It means nothing without \`${other}\`.`, `Add \`${other}\`, or leave it out.`)),
  );
}
