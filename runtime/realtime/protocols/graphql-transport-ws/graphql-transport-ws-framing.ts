import type { Framing } from "../../framing.js";
import { GraphqlSession } from "./session.js";
import type { GraphqlTransportWsSettings } from "./settings.js";

/** GraphQL over one WebSocket (subprotocol `graphql-transport-ws`): each channel of the document is a GraphQL operation. */
export function graphqlTransportWsFraming(settings: GraphqlTransportWsSettings = {}): Framing {
  return {
    name: "graphql-transport-ws",
    sockets: "shared",
    delivery: "at-most-once",
    acknowledges: true,
    asks: true,
    takesCredential: settings.credential !== null,
    session: (_route, host) => new GraphqlSession(settings, host),
  };
}
