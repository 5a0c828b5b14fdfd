/** What to do about each code, where there is a true answer (PROTOCOL.md, 9). Codes without one of their own fall back on their family. */
const texts: Readonly<Record<number, string>> = {
  40009: "Send less in one publish: names, client ids, payloads and extras count",
  40012: "Use a clientId of the token, or a token whose clientId is *",
  40013: "Payloads are text, bytes or JSON: wrap a number or a boolean in an object",
  40024: "Attach with the mode that the message names, and have the capability for it",
  40018: "None needed: the client goes on trying",
  40019: "Give the channel a cipher key, or leave the `delta` parameter out",
  40101: "Check the key",
  40102: "Ask for a token that names this clientId, or *",
  40103: "Leave `tls` on, or use a token",
  40104: "Set the clock of the token's signer, or pass `queryTime: true`",
  40105: "Sign a new TokenRequest each time",
  40106: "Pass one of key, token, tokenDetails, authUrl or authCallback",
  40140: "Pass key, authUrl or authCallback, so that tokens are renewed",
  40160: "The key or token lacks the capability: grant the operation on this channel",
  40170: "Answer with a token, TokenDetails, a TokenRequest or a JWT, as text or JSON",
  40171: "Pass key, authUrl or authCallback, so that tokens are renewed",
  80002: "Publish again once connected: what was not sent has failed",
  80003: "Wait for `connected`, or leave `queueMessages` on",
  80008: "Read the history since the last message: some may have been missed",
  80014: "Check the network and the host: the client goes on trying",
  80017: "Call connect() first",
  80018: "Read the history since the last message: some may have been missed",
  80019: "The token source failed; its own error is the cause",
  90001: "Attach the channel again; its `errorReason` says why it can't be used",
  90003: "Read the history since the last message: some may have been missed",
  90005: "Read the history since the last message: some may have been missed",
  90007: "None needed: the client goes on trying",
  90009: "Attach with the mode SUBSCRIBE",
  91000: "Pass a clientId: only identified clients can enter",
  91005: "Attach the channel again, or pass `waitForSync: false`",
  91008: "Attach with the mode PRESENCE_SUBSCRIBE",
  93001: "Attach with the mode ANNOTATION_SUBSCRIBE",
  93002: "Switch message updates on in the channel's namespace",
};

/** What to do about an error of this code; null where there is nothing to say. */
export function remedies(code: number): string | null {
  if (texts[code] !== undefined) return texts[code];
  if (code >= 40140 && code < 40150) return texts[40140] ?? null;
  return code >= 42900 && code < 43000 ? "Send less often: a rate limit was reached" : null;
}
