export { protobuf } from "./protobuf.js";
export { confluentProtobuf } from "./registered.js";
