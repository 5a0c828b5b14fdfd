export { type RawClient, type RawOptions, rawClient } from "./raw-client.js";
