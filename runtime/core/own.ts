/** What a record itself has under a name: names of documents, users and the network may be called `constructor` or `__proto__`. */
export const own = <T>(record: { readonly [name: string]: T } | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

/** A text with its `{variables}` filled in; `otherwise` gives, or refuses, those that are not among them. */
export const fillTemplate = (text: string, variables: { readonly [name: string]: string }, otherwise: (name: string) => string): string =>
  text.replace(/\{([^{}]+)\}/g, (_, name: string) => own(variables, name) ?? otherwise(name));
