export { avro } from "./avro.js";
export { apicurioAvro, confluentAvro } from "./registered.js";
