import { type Api, emptyApi } from "./ir/index.js";
import { withSameModels } from "./same-models.js";

/** One Api of several documents: the first one's title, version and docs; everything else one after the other, equal keys once. */
export function mergeApis(given: readonly Api[]): Api {
  const [first] = given;
  if (first === undefined) return emptyApi;
  if (given.length === 1) return first;
  const apis = given.some(({ channels }) => channels.length > 0) ? withSharedModels(given) : given;
  return {
    ...first,
    servers: once(
      apis.flatMap((api) => api.servers),
      (server) => server.url,
    ),
    auth: once(
      apis.flatMap((api) => api.auth),
      (scheme) => scheme.key,
    ),
    tags: once(
      apis.flatMap((api) => api.tags),
      (tag) => tag.name,
    ),
    models: once(
      apis.flatMap((api) => api.models),
      (model) => model.key,
    ),
    operations: once(
      apis.flatMap((api) => api.operations),
      (operation) => operation.at,
    ),
    webhooks: once(
      apis.flatMap((api) => api.webhooks),
      (webhook) => webhook.at,
    ),
    channels: apis.flatMap((api) => api.channels),
    channelServers: apis.flatMap((api) => api.channelServers),
    framing: apis.find((api) => api.framing !== null)?.framing ?? null,
  };
}

/** An API in documents of both kinds says the same things twice: each later document's models are compared with all before it. */
function withSharedModels(apis: readonly Api[]): readonly Api[] {
  const before: Api[] = [];
  for (const api of apis)
    before.push(withSameModels(api, { ...emptyApi, models: before.flatMap(({ models }) => models), auth: before.flatMap(({ auth }) => auth) }));
  return before;
}

function once<T>(list: readonly T[], key: (item: T) => string): readonly T[] {
  const seen = new Map<string, T>();
  for (const item of list) if (!seen.has(key(item))) seen.set(key(item), item);
  return [...seen.values()];
}
