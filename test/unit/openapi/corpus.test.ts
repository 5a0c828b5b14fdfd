import { describe, expect, it } from "@jest/globals";
import { Diagnostics } from "../../../generator/diagnostics.js";
import { type Api, schemasOf, walkSchema } from "../../../generator/ir/index.js";
import { loadDocument } from "../../../generator/load/load.js";
import { lowerOpenApi } from "../../../generator/openapi/lower.js";
import { corpusFolder, openapiDocuments, pathOf, withCorpus } from "../../corpus/documents.js";
import { print } from "./lowered.js";

/** Operations where the manifest counts otherwise: it counts entry files only, and neither x-ms-paths nor GET and POST by reference. */
const COUNTED: Readonly<Record<string, number>> = {
  "openapi/algolia-search/search/spec.yml": 78,
  "openapi/autorest-paging.json": 26,
  "openapi/azure-blob-storage.json": 5,
  "openapi/azure-datalake-storage.json": 6,
  "openapi/ga4gh-drs/data_repository_service.openapi.yaml": 9,
  "openapi/gravitino/openapi.yaml": 127,
  "openapi/mermade-extensions-everywhere.yaml": 6,
};

async function lowered(path: string): Promise<{ readonly api: Api; readonly codes: readonly string[] }> {
  const document = await loadDocument(path, { root: corpusFolder ?? "", allowRemote: false }, () => undefined);
  if (document === null) throw new Error(`${path} can't be read`);
  const diagnostics = new Diagnostics();
  return { api: lowerOpenApi(document, diagnostics.report), codes: diagnostics.list.filter((each) => each.severity === "error").map((each) => each.code) };
}

/** What the schemas of real documents that are easiest to get wrong come to. */
const schemas: readonly { readonly document: string; readonly model: string; readonly want: string }[] = [
  {
    document: "qdrant.json",
    model: "Filter",
    want: "{|should?: (Condition | Condition[] | null), min_should?: (MinShould | null), must?: (Condition | Condition[] | null), must_not?: (Condition | Condition[] | null)|}",
  },
  { document: "qdrant.json", model: "VectorStruct", want: "(number(float)[] | number(float)[][] | {[*]: Vector} | Document | Image | InferenceObject)" },
  { document: "autorest-body-complex.json", model: "Fish", want: "(salmon | shark)<fishtype: salmon+smart_salmon / shark+cookiecuttershark+goblin+sawshark>" },
  { document: "autorest-body-complex.json", model: "DotSalmon", want: '(DotFish~base & {fish.type: "DotSalmon", location?: string, iswild?: boolean})' },
  {
    document: "readme-discriminators.json",
    model: "BaseVehicle",
    want: "(ElectricVehicle | FueledVehicle | PedaledVehicle)<powerSource: electricity / gasoline / human-energy>",
  },
  { document: "readme-discriminators.json", model: "ApplicationDeniedEvent", want: '(BasePurchaseWebhookEvent & {event_type: "application_denied"})' },
  { document: "iceberg-rest-catalog.yaml", model: "ReportMetricsRequest", want: "({report-type: string} & (ScanReport | CommitReport))" },
  { document: "iceberg-rest-catalog.yaml", model: "AssignUUIDUpdate", want: '(BaseUpdate~base & {action: "assign-uuid", uuid: string})' },
  { document: "gravitino/openapi.yaml", model: "FunctionImpl", want: "(SQLImpl | JavaImpl | PythonImpl)<language: SQL / JAVA / PYTHON>" },
  { document: "influxdb-oss.yaml", model: "PagerDutyNotificationRule", want: "(NotificationRuleBase & PagerDutyNotificationRuleBase)" },
  { document: "tmforum-product-catalog-v5.yaml", model: "PartyRefOrPartyRoleRef", want: "(PartyRef | PartyRoleRef)<@type: PartyRef / PartyRoleRef>" },
  {
    document: "tmforum-product-catalog-v5.yaml",
    model: "EntityRef",
    want: "(Extensible & Addressable & {id: string, href?: string, name?: string, @referredType?: string})",
  },
  {
    document: "openai.yaml",
    model: "CompoundFilter",
    want: '{|type: "and"|"or", filters: (ComparisonFilter | CompoundFilter)<type: eq+ne+gt+gte+lt+lte+in+nin / and+or>[]|}',
  },
  { document: "openai.yaml", model: "VoiceIdsShared", want: '"alloy"|"ash"|"ballad"|"coral"|"echo"|"sage"|"shimmer"|"verse"|"marin"|"cedar"|...' },
  { document: "assemblyai.yaml", model: "TranscriptWebhookNotification", want: "(TranscriptReadyNotification | RedactedAudioNotification)" },
  {
    document: "slack-web.json",
    model: "objs_response_metadata",
    want: '({|next_cursor: string|} | {|messages: string[], warnings: "method_deprecated"[]|} | {|messages: string[], next_cursor: string, warnings: "method_deprecated"[]|})',
  },
  {
    document: "camara-qod/API_definitions/quality-on-demand.yaml",
    model: "SinkCredential",
    want: "(AccessTokenCredential | PrivateKeyJWTCredential)<credentialType: ACCESSTOKEN / PRIVATE_KEY_JWT>",
  },
  { document: "openlineage/OpenLineage.yml", model: "DatasetFacet", want: "(BaseFacet & {_deleted?: boolean})" },
  { document: "discord.json", model: "FriendInviteResponse.type", want: "2" },
  { document: "airflow-v2.yaml", model: "ClearTaskInstancesBody.task_ids", want: "((string | [string, integer])[] | null)" },
];

describe("lowering the corpus", () => {
  withCorpus("lower", () => {
    it.each(openapiDocuments().map((document) => ({ path: document.path, file: pathOf(document), operations: COUNTED[document.path] ?? document.operations })))(
      "keeps every operation of $path, as plain JSON",
      async ({ file, operations }) => {
        const { api, codes } = await lowered(file);
        expect(api.operations).toHaveLength(operations);
        expect(codes).toEqual([]);
        expect(JSON.stringify(api)).not.toContain(":undefined");
        const keys = new Set(api.models.map((model) => model.key));
        expect(keys.size).toBe(api.models.length);
        const loose: string[] = [];
        for (const root of schemasOf(api)) walkSchema(root, (schema) => void (schema.kind === "ref" && !keys.has(schema.model) && loose.push(schema.model)));
        expect(loose).toEqual([]);
      },
      30_000,
    );

    it.each(schemas)("reads $model of $document", async ({ document, model, want }) => {
      const { api } = await lowered(`${corpusFolder}/openapi/${document}`);
      const [name = "", property] = model.split(/\.(?=[a-z_]+$)/);
      const schema = api.models.find((each) => each.key.endsWith(`/${name}`))?.schema;
      const found = property === undefined ? schema : schema?.kind === "object" ? schema.fields.find((field) => field.name === property)?.schema : undefined;
      expect(found && print(found)).toBe(want);
    });
  });
});
