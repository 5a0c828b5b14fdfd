/** What to do about each code, where there is a true answer (PROTOCOL.md, 9). Codes without one of their own fall back on their family. */
const remedies: Readonly<Record<number, string>> = {
  40009: "Send less in one publish: names, client ids, payloads and extras of all its messages count",
  40012: "Use a clientId of the token, or a token whose clientId is *",
  40013: "Payloads are text, bytes, JSON objects and arrays, or nothing: wrap a number or a boolean in an object",
  40024: "Attach with the mode that the message names: `modes` of the channel's options, and the capability for it",
  40018: "None needed: the channel attaches again and goes on with a full message",
  40019: "Give the channel a cipher key, or leave the `delta` parameter out",
  40101: "Check the key: APP.KEYID:SECRET, all of one key",
  40102: "The token is for another clientId: ask for one of this clientId, or *",
  40103: "Leave `tls` on, or use a token",
  40104: "The clock of the token's signer is off: set it, or pass `queryTime: true`",
  40105: "Sign a new TokenRequest each time",
  40106: "Pass one of key, token, tokenDetails, authUrl or authCallback",
  40140: "Pass key, authUrl or authCallback, so that tokens are renewed",
  40160: "The key or token lacks the capability: grant the operation on this channel, or use another key",
  40170: "The token source must answer with a token, TokenDetails, a TokenRequest or a JWT, as text or JSON, below 128 KiB",
  40171: "Pass key, authUrl or authCallback: a bare token can't be renewed",
  80002: "Publish what was not sent again once connected",
  80003: "Wait for `connected`, or leave `queueMessages` on",
  80008: "Read the channels' history: the session is gone",
  80014: "Check the network and the host; the client goes on trying",
  80017: "Call connect() first",
  80018: "Read the channels' history: the session is gone",
  80019: "The token source failed; its own error is the cause",
  90001: "Attach the channel again; its `errorReason` says why it is not usable",
  90003: "Read the history since the last message: some may have been missed",
  90005: "Read the history since the last message: some may have been missed",
  90007: "None needed: the client goes on trying",
  90009: "Attach with the mode SUBSCRIBE",
  91000: "Pass a clientId: only identified clients can enter",
  91005: "Wait until the channel is attached again, or pass `waitForSync: false`",
  91008: "Attach with the mode PRESENCE_SUBSCRIBE",
  93001: "Attach with the mode ANNOTATION_SUBSCRIBE",
  93002: "Switch message updates on in the channel's namespace",
};

/** What to do about an error of this code; null where there is nothing to say. */
export function remedyFor(code: number): string | null {
  if (remedies[code] !== undefined) return remedies[code];
  if (code >= 40140 && code < 40150) return remedies[40140] ?? null;
  return code >= 42900 && code < 43000 ? "Send less often: a rate limit of the account was reached" : null;
}
