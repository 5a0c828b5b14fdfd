export { protobuf } from "./protobuf.js";
