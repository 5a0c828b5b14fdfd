/** A held connection's channel. Filled by the AsyncAPI reader; kept minimal until that reader exists. */
export interface Channel {
  readonly id: string;
  readonly address: string | null;
  readonly at: string;
}
