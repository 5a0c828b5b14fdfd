import { lowerAsyncApi } from "../../../generator/asyncapi/lower.js";
import { Diagnostics } from "../../../generator/diagnostics.js";
import type { Api, Channel, JsonValue, SpecDocument } from "../../../generator/ir/index.js";

type Files = Readonly<Record<string, JsonValue>>;

/** A document as the loader would hand it over; further files by name, beside it. */
export function asyncDocument(root: { readonly [key: string]: JsonValue }, files: Files = {}): SpecDocument {
  const all = Object.entries({ "api.yaml": root, ...files }).map(([name, value]) => ({ url: `file:///spec/${name}`, name, root: value }));
  const version = String(root["asyncapi"]).startsWith("2") ? "async-2" : "async-3";
  return {
    kind: "asyncapi",
    version,
    versionText: String(root["asyncapi"]),
    source: "api.yaml",
    root,
    files: new Map(all.map((file) => [file.url, file])),
    hash: "",
  };
}

export function lowerAsync(root: { readonly [key: string]: JsonValue }, files: Files = {}) {
  const diagnostics = new Diagnostics();
  const api = lowerAsyncApi(asyncDocument(root, files), diagnostics.report);
  return { api, codes: diagnostics.list.map(({ code }) => code), diagnostics: diagnostics.list };
}

export function channelOf(api: Api, id: string): Channel {
  const channel = api.channels.find((each) => each.id === id);
  if (channel === undefined) throw new Error(`No channel ${id}`);
  return channel;
}
