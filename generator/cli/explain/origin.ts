import type { Made } from "../../generate-options.js";
import { positionsIn } from "../../load/lines.js";
import { appliedActions, overlayFiles } from "../../load/load.js";
import type { AppliedAction } from "../../load/overlay.js";

/** Where things were written, line and column with it. */
export interface Origin {
  /** `openapi.yaml:9:5`; of the innermost value around it where an overlay made it. Null when there is no text. */
  writtenAt(at: string): Promise<string | null>;
  /** The overlay actions that made or changed a place, each with its author's reason. */
  overlays(at: string): Promise<readonly string[]>;
}

export function originOf({ documents }: Made): Origin {
  const files = documents.flatMap((document) => [...document.files.values(), ...overlayFiles(document)]);
  const positionOf = async (at: string): Promise<{ readonly line: number; readonly column: number } | null> => {
    const [name, pointer] = split(at);
    const file = files.find((each) => each.name === name);
    return file === undefined ? null : ((await positionsIn(file, [pointer])).get(pointer) ?? null);
  };
  return {
    async writtenAt(at) {
      const found = await positionOf(at);
      return found === null ? null : `${split(at)[0]}:${found.line}:${found.column}`;
    },
    async overlays(at) {
      const [name, pointer] = split(at);
      const document = documents.find(({ files }) => [...files.values()][0]?.name === name);
      const actions = document === undefined ? [] : appliedActions(document).filter((action) => concerns(action, pointer));
      return Promise.all(actions.map(async (action) => `${action.at}${lineText(await positionOf(action.at))} ${action.kind}s it${reason(action)}`));
    },
  };
}

/** Splits `openapi.yaml#/paths` at its pointer; the stream twins that the generator makes stand for their sibling. */
function split(at: string): readonly [string, string] {
  const hash = at.indexOf("#");
  return hash < 0 ? [at, ""] : [at.slice(0, hash), at.slice(hash + 1).replace(/^\/#stream/, "")];
}

const lineText = (position: { readonly line: number } | null): string => (position === null ? "" : ` (line ${position.line})`);
const reason = ({ description }: AppliedAction): string => (description === null ? "" : `: ${description}`);

/** An action inside the place, one at it, or one around it whose update reaches into it. */
function concerns({ pointer, update }: AppliedAction, place: string): boolean {
  if (pointer === place || pointer.startsWith(`${place}/`)) return true;
  if (!place.startsWith(`${pointer}/`) || update === null) return false;
  let value: unknown = update;
  for (const part of place.slice(pointer.length + 1).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null) return true; // the whole was replaced
    if (!Object.hasOwn(value, key)) return false;
    value = (value as Readonly<Record<string, unknown>>)[key]; // an own key
  }
  return true;
}
