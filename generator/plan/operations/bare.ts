/**
 * The same data without prototypes: a scheme or operation called `constructor` in a document then finds nothing in a
 * look-up, instead of what every object inherits.
 */
export function bare<T>(value: T): T {
  if (Array.isArray(value)) return value.map(bare) as T; // an array of the same members
  if (typeof value !== "object" || value === null) return value;
  const made: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) made[key] = bare(inner);
  return made as T; // the same members
}
