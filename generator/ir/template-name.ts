/** A `{variable}` of a path, as it is declared. */
export interface TemplateName {
  readonly name: string;
  /** It takes several segments: slashes go out as they are. */
  readonly reserved: boolean;
}

/**
 * What a path's `{variable}` is called once the marks of frameworks are taken off: RFC 6570 operators (`{+name}`, `{name*}`), API Gateway's
 * `{proxy+}`, ASP.NET's `{**rest}`, `{id?}` and `{id:int}`, JAX-RS's `{id: [0-9]+}`.
 */
export function templateName(written: string): TemplateName {
  const found = /^([+#./;&?]?|\*{1,2})([^\s:?*+]+)([*+?]?)(\s*:.*)?$/.exec(written);
  const [, before = "", name = "", after = ""] = found ?? [];
  if (name === "") return { name: written, reserved: false };
  return { name, reserved: /[+#*]/.test(before) || after === "+" || after === "*" };
}
