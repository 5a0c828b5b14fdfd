import { type Framing, lineFraming, markDropper } from "./framing.js";

/** JSON lines (`application/x-ndjson`, `application/jsonl`): the text of one JSON value per line; blank lines say nothing. */
export function jsonLinesFraming(): Framing<string> {
  const lines = lineFraming("lf");
  return {
    push: (text) => lines.push(text).filter(isFilled),
    end: () => lines.end().filter(isFilled),
    held: lines.held,
  };
}

/**
 * JSON text sequences (RFC 7464, `application/json-seq`): each value stands between a record separator (U+001E) and a
 * line feed. A value is given out as soon as it is whole, so that a live stream is not one value late.
 */
export function jsonSeqFraming(): Framing<string> {
  let record = "";
  const dropMark = markDropper();
  const take = (): string[] => {
    const text = record;
    record = "";
    return isFilled(text) ? [text] : [];
  };
  return {
    push(chunk) {
      const texts: string[] = [];
      const [first = "", ...others] = dropMark(chunk).split("\u001e");
      record += first;
      for (const other of others) {
        texts.push(...take());
        record = other;
      }
      if (record.endsWith("\n") && isJson(record)) texts.push(...take());
      return texts;
    },
    end: take,
    held: () => record.length,
  };
}

function isFilled(text: string): boolean {
  return text.trim() !== "";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
