/** One file of output. `path` is relative to the output folder, with forward slashes. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}
