/** A `{variable}` of a path, as it is declared. */
export interface TemplateName {
  readonly name: string;
  /** `segments`: it may hold slashes, and whatever else it holds is encoded; `reserved`: RFC 6570's `{+name}`, what is encoded stays so. */
  readonly takes: "segment" | "segments" | "reserved";
}

/**
 * What a path's `{variable}` is called once the marks of frameworks are taken off: RFC 6570 operators (`{+name}`, `{name*}`), API Gateway's
 * `{proxy+}`, ASP.NET's `{**rest}`, `{id?}` and `{id:int}`, JAX-RS's `{id: [0-9]+}`.
 */
export function templateName(written: string): TemplateName {
  const found = /^([+#./;&?]?|\*{1,2})([^\s:?*+]+)([*+?]?)(\s*:.*)?$/.exec(written);
  const [, before = "", name = "", after = ""] = found ?? [];
  if (name === "") return { name: written, takes: "segment" };
  if (/[+#]/.test(before)) return { name, takes: "reserved" };
  return { name, takes: before.startsWith("*") || after === "+" || after === "*" ? "segments" : "segment" };
}
