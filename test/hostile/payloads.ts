/**
 * What an attacker would put wherever a document holds text. Each tries to end the construct that the text is printed into and to set
 * `globalThis.__pwned`, which must stay unset, or to reach a prototype.
 */
export const payloads: readonly string[] = [
  "*/ globalThis.__pwned = 1; /*",
  '"; globalThis.__pwned = 1; //',
  "'; globalThis.__pwned = 1; //",
  "`; globalThis.__pwned = 1; //",
  "$" + "{(globalThis.__pwned = 1)}",
  "\u2028globalThis.__pwned = 1;\u2029",
  "\r\n globalThis.__pwned = 1; //",
  '\\"; globalThis.__pwned = 1; //\\',
  "{{globalThis.__pwned}}{{{constructor.constructor 'globalThis.__pwned = 1'}}}",
  "]}); globalThis.__pwned = 1; ({[",
  "__proto__",
  "x; } static { globalThis.__pwned = 1; } y() { //",
];

/** More shapes for the hand-made documents: comment pragmas, source maps, casts, paths. */
export const oddities: readonly string[] = [
  "@ts-nocheck",
  "# sourceMappingURL=data:application/json;base64,e30=",
  "<!-- globalThis.__pwned = 1 -->",
  "</script><script>globalThis.__pwned = 1</script>",
  "../../../../etc/passwd",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "default",
  "\u202egnp.exe",
  "\u0000",
  "a\tb",
  "%2e%2e%2f",
  "eval(globalThis.__pwned = 1)",
];
