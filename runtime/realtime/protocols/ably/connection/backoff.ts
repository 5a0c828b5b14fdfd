/** The n-th retry's delay, n from 1 (RTB1): it grows to twice the base, and up to a fifth of it is left off by chance. */
export function retryDelay(base: number, attempt: number, random: () => number): number {
  return Math.round(base * Math.min((attempt + 2) / 3, 2) * (0.8 + random() * 0.2));
}
