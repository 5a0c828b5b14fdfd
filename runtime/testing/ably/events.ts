import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";

type Texts = Readonly<Record<string, string>>;

/** What happened at the mock, in order: `at` is when, `fault` the one that struck there (its label, or its id). */
export type MockEvent =
  | { readonly at: number; readonly kind: "connect"; readonly query: Texts; readonly headers: Texts; readonly fault?: string }
  | {
      readonly at: number;
      /** `in`: a frame of the client's; `out`: one of the mock's. */
      readonly kind: "in" | "out";
      readonly connectionId: string;
      readonly frame: ProtocolMessage;
      readonly fault?: string;
    }
  | {
      readonly at: number;
      readonly kind: "gone";
      /** Empty for a link that never became a connection. */
      readonly connectionId: string;
      /** Who ended the link. */
      readonly by: "client" | "mock";
      /** What it was closed with, if the mock closed it. */
      readonly code?: number;
      readonly fault?: string;
    }
  | {
      readonly at: number;
      readonly kind: "http";
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly headers: Texts;
      readonly fault?: string;
    };
