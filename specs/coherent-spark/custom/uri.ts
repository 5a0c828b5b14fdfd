/**
 * Where a service stands. One of: folder and service (with a version or without), `service_id`, `version_id`, `proxy`.
 * `public` reaches it without credentials, where its owner allows that.
 */
export interface ServiceLocation {
  readonly folder?: string | undefined;
  readonly service?: string | undefined;
  /** Semantic version, e.g. `0.4.2`; the latest by default. */
  readonly version?: string | undefined;
  readonly service_id?: string | undefined;
  readonly version_id?: string | undefined;
  /** Name of a custom endpoint. */
  readonly proxy?: string | undefined;
  readonly public?: boolean | undefined;
}

/**
 * Reads a Spark URI: `folder/service`, `folder/service[0.4.2]`, `folders/F/services/S[0.4.2]`, `service/{id}`, `version/{id}`
 * or `proxy/{name}`, with `public/` before it or not. Throws a TypeError for anything else.
 */
export function parseServiceUri(uri: string): ServiceLocation {
  const text = uri.trim().replace(/^\/+|\/+$/g, "");
  const isPublic = text.startsWith("public/");
  const path = isPublic ? text.slice("public/".length) : text;
  const access = isPublic ? { public: true } : {};
  const [, kind, id] = /^(service|version|proxy)\/([^/]+)$/.exec(path) ?? [];
  if (id !== undefined) return { ...access, [kind === "proxy" ? "proxy" : `${kind}_id`]: id };
  const named = /^folders\/([^/]+)\/services\/([^/[\]]+)(?:\[([^\]]*)\])?$/.exec(path) ?? /^([^/]+)\/([^/[\]]+)(?:\[([^\]]*)\])?$/.exec(path);
  if (named === null) throw new TypeError(`"${uri}" is no Spark URI: write folder/service[version], service/{id}, version/{id} or proxy/{name}`);
  const [, folder, service, version] = named;
  return { ...access, folder, service, ...(version ? { version } : {}) };
}

/** Writes the short form of a Spark URI, as batches, exports and `executeMany` take it: `folder/service[version]` or a service's id. */
export function printServiceUri(location: ServiceLocation): string {
  const { folder, service, version, service_id: id } = location;
  if (id !== undefined) return id;
  if (folder === undefined || service === undefined) throw new TypeError("This call needs a service's folder and name, or its id");
  return version === undefined ? `${folder}/${service}` : `${folder}/${service}[${version}]`;
}

/** Writes the path under which the v3 API knows a service: `folders/F/services/S`, `service/{id}`, `version/{id}`, `proxy/{name}`. */
export function printLocator({ folder, service, service_id, version_id, proxy, public: isPublic }: ServiceLocation): string {
  const path =
    version_id !== undefined
      ? `version/${segment(version_id)}`
      : service_id !== undefined
        ? `service/${segment(service_id)}`
        : proxy !== undefined
          ? `proxy/${segment(proxy)}`
          : folder !== undefined && service !== undefined
            ? `folders/${segment(folder)}/services/${segment(service)}`
            : null;
  if (path === null) throw new TypeError("A service is located by folder and service, service_id, version_id or proxy");
  return isPublic ? `public/${path}` : path;
}

/** The location that a text or an object names. */
export function locationOf(at: string | ServiceLocation): ServiceLocation {
  return typeof at === "string" ? parseServiceUri(at) : at;
}

const segment = (value: string): string => encodeURIComponent(value);
