import { singular } from "./casing.js";

/** Words that join two nouns: what stands behind one isn't what an operation is about. */
export const prepositions: ReadonlySet<string> = new Set(["for", "by", "of", "in", "from", "to", "with", "at", "on", "as", "and", "or", "is", "has"]);

/** What operation ids begin with. */
export const verbs: ReadonlySet<string> = new Set(
  (
    "add apply approve assign attach authorize batch bulk cancel change check clear clone close compute confirm copy count create deactivate delete destroy detach disable download " +
    "edit enable evaluate execute expire export fetch find finalize force generate get head import insert invite list lock login logout lookup make mark match merge modify move open " +
    "options partial patch pause post preview process publish purge put query read refresh refund register reject release remove rename replace reset resolve restart restore resume " +
    "retrieve retry return revoke rotate run save search select send set share show start stop submit subscribe suspend switch sync test toggle transfer trigger unlock unpause unset " +
    "unsubscribe update upgrade upload upsert validate verify view void"
  ).split(" "),
);

/** Words between a verb and its noun that don't change what the noun is. */
export const attributes: ReadonlySet<string> = new Set(
  "a active all an any archived available bulk current deleted existing many multiple my new one own public recent several single some specific the".split(" "),
);

export const articles: ReadonlySet<string> = new Set(["a", "an", "the"]);

export const isPlural = (word: string): boolean => singular(word) !== word.toLowerCase();
