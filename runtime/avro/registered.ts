import type { PayloadLanguage } from "../realtime/payload-language.js";
import { registered } from "../realtime/registry-prefix.js";
import { avro } from "./avro.js";

/** Avro after an id of four bytes, as Confluent's schema registry, and most that follow it, has it. */
export const confluentAvro: PayloadLanguage = { codec: (schema, int64) => registered(avro.codec(schema, int64), { id: 4 }) };

/** Avro after an id of eight bytes, as Apicurio's registry has it; ids of four are read too. */
export const apicurioAvro: PayloadLanguage = { codec: (schema, int64) => registered(avro.codec(schema, int64), { id: "8or4" }) };
