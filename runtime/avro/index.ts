export { avro } from "./avro.js";
