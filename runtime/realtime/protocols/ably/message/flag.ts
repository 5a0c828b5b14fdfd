// Bits of a ProtocolMessage's `flags`: one constant each, as with the actions.
export const hasPresence = 1;
export const hasBacklog = 2;
export const resumed = 4;
export const transient = 16;
export const attachResume = 32;
export const hasObjects = 128;
