import type { Scope } from "./scope.js";

/** Breaks schemas that are made of nothing but themselves. */
export function breakCircles(_scope: Scope): void {}
