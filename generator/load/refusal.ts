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
