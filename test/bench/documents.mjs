// The documents that the tables speak of, read in place from the corpus.
import { existsSync } from "node:fs";
import { join } from "node:path";

const corpus = process.env.CORPUS_DIR ?? "";
const all = [
  { name: "petstore", file: "openapi/swagger-petstore.yaml" },
  { name: "Iceberg REST", file: "openapi/iceberg-rest-catalog.yaml" },
  { name: "Qdrant", file: "openapi/qdrant.json" },
  { name: "OpenAI", file: "openapi/openai.yaml" },
  { name: "Stripe", file: "openapi/stripe-spec3.yaml" },
  { name: "GitHub", file: "openapi/github-api.json" },
];

/** `names` in the order given; throws where the corpus is missing. */
export function documents(names = all.map((document) => document.name)) {
  if (!corpus || !existsSync(corpus)) throw new Error("make bench needs CORPUS_DIR: a folder with the corpus's openapi/ documents");
  return names.map((name) => {
    const found = all.find((document) => document.name === name);
    if (!found) throw new Error(`no document called ${name}`);
    return { name, path: join(corpus, found.file) };
  });
}
