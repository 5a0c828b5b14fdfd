import type { Api, Channel } from "../ir/index.js";
import { docsOf } from "../schema/docs.js";
import { isObject, type JsonObject, listAt, objectAt, textAt } from "../schema/json.js";
import { registerComponents } from "../schema/model.js";
import { type Place, warn } from "../schema/scope.js";
import { lowerTags } from "../schema/tag.js";
import { lowerChannels } from "./channel.js";
import { lowerChannelItems } from "./channel-item.js";
import { framingOf } from "./framing.js";
import { attachOperations } from "./operation.js";
import { isMultiFormat } from "./payload.js";
import type { Reading } from "./reading.js";
import { declareSchemes } from "./security.js";
import { lowerServers } from "./server.js";
import { tellVersion } from "./version.js";

type Parts = Pick<Api, "title" | "version" | "docs" | "licence" | "auth" | "tags" | "channels" | "channelServers" | "framing">;

/** Everything of a document but its models, which are queued on the way. */
export function lowerDocument(place: Place): Parts {
  const { scope, node, at } = place;
  const info = objectAt(node, "info") ?? {};
  tellVersion(place);
  registerSchemas(place);
  const auth = declareSchemes(place);
  const reading: Reading = { place, isVersion2: scope.lowering.document.version === "async-2", contentType: textAt(node, "defaultContentType"), auth };
  const channelServers = lowerServers(reading);
  const channels = channelsOf(reading);
  return {
    title: textAt(info, "title") ?? "",
    version: textAt(info, "version") ?? "",
    docs: docsOf(info),
    licence: licenceOf(info),
    auth: [...auth.schemes.values()],
    tags: lowerTags(listAt(reading.isVersion2 ? node : info, "tags")),
    channels: [...channels].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    channelServers,
    framing: framingOf(place),
  };

  function channelsOf(given: Reading): readonly Channel[] {
    const map = node["channels"];
    if (map === undefined || map === null) return [];
    if (!isObject(map)) {
      warn(scope, "node-invalid", { at: `${at}/channels`, message: '"channels" is not an object; ignored.', remedy: "Give channels by name." });
      return [];
    }
    if (given.isVersion2) return lowerChannelItems(given, map);
    return attachOperations(given, lowerChannels(given, map));
  }
}

/** Named schemas but those of other languages (Avro, Protobuf): these are read where messages use them. */
function registerSchemas({ scope, node }: Place): void {
  const schemas = objectAt(objectAt(node, "components") ?? {}, "schemas");
  if (schemas === null) return;
  const own = Object.entries(schemas).filter(([, schema]) => !isMultiFormat(schema));
  registerComponents(scope, Object.fromEntries(own), "/components/schemas");
}

function licenceOf(info: JsonObject): string | null {
  const licence = objectAt(info, "license");
  return licence === null ? null : (textAt(licence, "identifier") ?? textAt(licence, "name"));
}
