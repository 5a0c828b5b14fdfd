/** Why an input could not be had; becomes a diagnostic at the place that asked for it. */
export class Refusal extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.remedy = remedy;
  }
}

/** The refusal of a file over the limit. */
export function tooLarge(name: string, limit: number): Refusal {
  return new Refusal(
    "input-too-large",
    `${name} is larger than ${Math.round(limit / 1024 / 1024)} MiB.`,
    "Split the document, or raise the limit if you trust it.",
  );
}
