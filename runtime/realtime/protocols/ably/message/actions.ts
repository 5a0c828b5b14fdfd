export * as Action from "./action.js";
export * as Flag from "./flag.js";

/** What a channel may be used for; asked for when attaching, and granted by the server. */
export type ChannelMode =
  | "PRESENCE"
  | "PUBLISH"
  | "SUBSCRIBE"
  | "PRESENCE_SUBSCRIBE"
  | "ANNOTATION_PUBLISH"
  | "ANNOTATION_SUBSCRIBE"
  | "OBJECT_SUBSCRIBE"
  | "OBJECT_PUBLISH";

/** The bit of each mode in `flags`. */
export const modeFlags: Readonly<Record<ChannelMode, number>> = {
  PRESENCE: 1 << 16,
  PUBLISH: 1 << 17,
  SUBSCRIBE: 1 << 18,
  PRESENCE_SUBSCRIBE: 1 << 19,
  ANNOTATION_PUBLISH: 1 << 21,
  ANNOTATION_SUBSCRIBE: 1 << 22,
  OBJECT_SUBSCRIBE: 1 << 24,
  OBJECT_PUBLISH: 1 << 25,
};

const modes = Object.keys(modeFlags) as ChannelMode[]; // the keys of the constant above

/** The flags that ask for these modes. */
export function flagsOfModes(wanted: readonly ChannelMode[]): number {
  return wanted.reduce((flags, mode) => flags | (modeFlags[mode] ?? 0), 0);
}

/** The modes that these flags grant. */
export function modesOfFlags(flags: number): readonly ChannelMode[] {
  return modes.filter((mode) => (flags & modeFlags[mode]) !== 0);
}

/** What happened to a message: the word for its number on the wire. */
export type MessageAction = "message.create" | "message.update" | "message.delete" | "meta" | "message.summary" | "message.append";

/** Message actions by number. */
export const messageActions: readonly MessageAction[] = ["message.create", "message.update", "message.delete", "meta", "message.summary", "message.append"];

/** What happened to a member: the word for its number on the wire. */
export type PresenceAction = "absent" | "present" | "enter" | "leave" | "update";

/** Presence actions by number. */
export const presenceActions: readonly PresenceAction[] = ["absent", "present", "enter", "leave", "update"];
