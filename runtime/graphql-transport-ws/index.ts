export type { GraphQLProblem, Result as GraphqlResult } from "../realtime/protocols/graphql-transport-ws/frames.js";
export { graphqlTransportWsFraming } from "../realtime/protocols/graphql-transport-ws/graphql-transport-ws-framing.js";
export type { GraphqlOperation, GraphqlTransportWsSettings } from "../realtime/protocols/graphql-transport-ws/settings.js";
