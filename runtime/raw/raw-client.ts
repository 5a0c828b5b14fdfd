import type { ClientOptions, Client as FetchClient, Middleware } from "openapi-fetch";
import type { Client } from "../core/client.js";
import { InputError } from "../core/errors.js";
import { pipelineFetch } from "./pipeline-fetch.js";

type Library = typeof import("openapi-fetch");

/** openapi-fetch's client over the `paths` of openapi-typescript. */
export type RawClient<Paths extends {}> = FetchClient<Paths>;

/** openapi-fetch's own options, but for those that the client decides. */
export type RawOptions = Omit<ClientOptions, "baseUrl" | "fetch">;

const methods = ["request", "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/**
 * Every path of an API, typed as openapi-fetch users expect, on the client's own pipeline: its address, credentials, retries,
 * deadlines, logs. Error statuses come back as `error`, network failures are thrown as the client's errors.
 * openapi-fetch is an optional peer: the first call rejects with an InputError that says so when it is not installed.
 */
export function rawClient<Paths extends {}>(client: Client, options: RawOptions = {}): RawClient<Paths> {
  return lateClient(client, options, () => import("openapi-fetch"));
}

/** `rawClient` with its own way to load openapi-fetch. */
export function lateClient<Paths extends {}>(client: Client, options: RawOptions, load: () => Promise<Library>): RawClient<Paths> {
  const templates = new WeakMap<Request, string>();
  const remember: Middleware = {
    onRequest({ request, schemaPath }) {
      templates.set(request, schemaPath);
    },
  };
  let middlewares: Middleware[] = [remember];
  let loaded: Promise<RawClient<Paths>> | undefined;
  const loading = (): Promise<RawClient<Paths>> => {
    loaded ??= loadLibrary(load).then(({ default: createClient }) => {
      const made = createClient<Paths>({ ...options, baseUrl: client.baseUrl, fetch: pipelineFetch(client, (request) => templates.get(request)) });
      made.use(...middlewares);
      return made;
    });
    return loaded;
  };
  const forward =
    (name: (typeof methods)[number]) =>
    async (...given: unknown[]) => {
      const method = (await loading())[name] as (...given: unknown[]) => unknown; // each method takes what it was given here
      return method(...given);
    };
  const lazy = {
    ...Object.fromEntries(methods.map((name) => [name, forward(name)])),
    use(...added: Middleware[]) {
      if (loaded === undefined) middlewares.push(...added);
      else loaded.then((made) => made.use(...added), ignore);
    },
    eject(...removed: Middleware[]) {
      if (loaded === undefined) middlewares = middlewares.filter((middleware) => !removed.includes(middleware));
      else loaded.then((made) => made.eject(...removed), ignore);
    },
  };
  return lazy as unknown as RawClient<Paths>; // the same methods, loaded late
}

/** A library that is missing is told by the calls. */
function ignore(): void {}

async function loadLibrary(load: () => Promise<Library>): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    throw new InputError("raw() needs the package openapi-fetch, which is not installed", { remedy: "npm install openapi-fetch", cause });
  }
}
