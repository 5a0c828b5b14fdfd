/** A `.proto` text as data: what counts on the wire, and the names of the JSON mapping. The generator makes it. */
export interface ProtobufTable {
  /** Full name of the message that payloads are. */
  readonly root: string;
  /** Where it stands in the text: its index among the messages there, after those of the messages around it. Left out: it is the first. */
  readonly place?: readonly number[];
  /** By full name. */
  readonly messages: { readonly [name: string]: readonly ProtobufField[] };
  /** By full name, values by name. */
  readonly enums: { readonly [name: string]: { readonly [value: string]: number } };
}

/** A field of a message. */
export interface ProtobufField {
  readonly id: number;
  readonly name: string;
  /** A scalar, or the full name of a message or enum. */
  readonly type: string;
  /** `packed`: repeated, in one piece. */
  readonly list?: "repeated" | "packed";
  /** Of a map: the type of its keys. */
  readonly key?: string;
  readonly required?: true;
  /** A group: ended by a tag of its own instead of a length. */
  readonly group?: true;
  /** Of those that share a name, one is there at most. */
  readonly oneof?: string;
  /** Whether leaving it out and its zero are one and the same. */
  readonly implicit?: true;
}
