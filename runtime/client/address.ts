import { addressOf as parseAddress } from "../core/address.js";
import type { ApiDefinition } from "../core/api-definition.js";
import { InputError } from "../core/errors.js";
import { fillTemplate, own } from "../core/own.js";
import { putHeader } from "../core/put-header.js";
import type { ClientOptions } from "./options.js";

type Texts = Readonly<Record<string, string>>;

/** A variable is given under its own name (`tenant: "acme"`), unless an option is called so, or among `variables`. */
export function variablesOf({ variables: declared = {}, environments, hosts = [] }: ApiDefinition, options: ClientOptions): Texts {
  const found: Record<string, string | undefined> = Object.assign(Object.create(null), options.variables); // a variable may be called "constructor"
  for (const [name, { default: usual }] of Object.entries(declared)) {
    const given = own(options as Readonly<Record<string, unknown>>, name); // generated clients add the variables' names to the options
    found[name] = typeof given === "string" && !/^(environment|baseUrl|auth)$/.test(name) ? given : (found[name] ?? usual);
  }
  // A value that ended the host's name early would send credentials to a host of its choice.
  const places = `${[...Object.values(environments), ...hosts.map((host) => `://${host}`)].map((text) => /.*:\/\/[^/]*/.exec(text))}`;
  for (const [name, value] of Object.entries(found)) {
    const { default: usual, values = [value] } = own(declared, name) ?? {};
    if (value === undefined) delete found[name];
    else if (value !== usual) {
      if (!values.includes(value)) throw new InputError(`variables.${name} must be one of ${values.join(", ")}`);
      if (/[/?#@\\]/.test(value) && places.includes(`{${name}}`)) throw new InputError(`variables.${name}: "${value}" can't be part of a host`);
    }
  }
  return found as Texts; // undefined ones are gone
}

const fill = (template: string, variables: Texts): string =>
  fillTemplate(template, variables, (name) => {
    throw new InputError(`variables.${name} is missing`, { remedy: `Pass ${name}: "..."` });
  });

/** The base URL: the one given, else the environment's. */
export function addressOf({ environments, name }: ApiDefinition, { baseUrl, environment }: ClientOptions, variables: Texts): string {
  const names = Object.keys(environments);
  const chosen = environment ?? names[0] ?? "";
  const template = baseUrl ?? own(environments, chosen);
  if (template === undefined)
    throw new InputError(`${name} has no environment "${chosen}"`, { remedy: names[0] ? `Choose ${names.join(", ")}, or pass baseUrl` : "Pass baseUrl" });
  return parseAddress(fill(template, variables), "baseUrl");
}

/** What every request carries. Names in lower case: of several sources the caller's wins. Browsers have a User-Agent of their own. */
export function headersOf(api: ApiDefinition, { headers }: ClientOptions, variables: Texts): Record<string, string> {
  const found: Record<string, string> = "document" in globalThis ? {} : { "user-agent": `${api.name}/${api.version} clientwright` };
  for (const [name, value] of Object.entries(api.headers ?? {})) putHeader(found, name, fill(value, variables));
  for (const [name, value] of Object.entries(headers ?? {})) putHeader(found, name, value);
  return found;
}
