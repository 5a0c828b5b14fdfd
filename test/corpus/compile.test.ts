import { describe, expect, it } from "@jest/globals";
import { compileErrors } from "../support/compile.js";
import { generateDocument } from "./compile.js";
import { openapiDocuments, withCorpus } from "./documents.js";

/** A dozen documents that between them use most of what documents use; `make test-full` takes all of them. */
const dozen = [
  "swagger-petstore.yaml",
  "qdrant.json",
  "iceberg-rest-catalog.yaml",
  "airflow-v2.yaml",
  "prometheus-3.2.yaml",
  "argo-cd.json",
  "readme-discriminators.json",
  "readme-parameters-extreme.json",
  "fabric/lakehouse/swagger.json",
  "autorest-body-complex.json",
  "heyapi-full-3.0/full.yaml",
  "typespec-sse-3.2.yaml",
];

describe("generates and compiles", () => {
  withCorpus("a dozen documents", () => {
    it.each(openapiDocuments().filter(({ path }) => dozen.some((name) => path === `openapi/${name}`)))(
      "$path",
      async (document) => {
        const output = await generateDocument(document);
        try {
          expect(output.files).toBeGreaterThan(4);
          expect(compileErrors(`${output.folder}/src`)).toEqual([]);
        } finally {
          output.remove();
        }
      },
      60_000,
    );
  });
});
