import { readFileSync } from "node:fs";
import { readClientConfig } from "../../../generator/plan/config/read-client-config.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";

const folder = "test/features/generated-forms";

/** The client of this folder's document and client.yaml, as the CLI would make it; a warning fails. */
export async function formsClient(): Promise<FreshClient> {
  const file = `${folder}/client.yaml`;
  const faults: string[] = [];
  const config = await readClientConfig(readFileSync(file, "utf8"), file, ({ code, at, message }) => faults.push(`${code} ${at}: ${message}`));
  const client = await freshClient({ sources: [`${folder}/openapi.yaml`], config: config ?? {} });
  faults.push(...client.warnings);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return client;
}
