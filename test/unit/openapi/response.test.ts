import { describe, expect, it } from "@jest/globals";
import { lowerOperation, print, printParam } from "./lowered.js";

describe("responses", () => {
  it("stand by status, range or default; other keys are left out", () => {
    const { operation, codes } = lowerOperation({
      "/x": { get: { responses: { "200": {}, "4xx": {}, DEFAULT: {}, "999": {}, ok: {}, "x-note": {}, "404": null } } },
    });
    expect(operation.responses.map((response) => response.status)).toEqual(["200", "4XX", "default"]);
    expect(codes).toEqual(["node-invalid", "status-invalid", "status-invalid"]);
  });

  it("carry content, headers, links and docs", () => {
    const { operation } = lowerOperation(
      {
        "/x": {
          get: {
            responses: {
              "200": {
                description: "Fine.",
                headers: {
                  "X-Total": { schema: { type: "integer" }, required: true, description: "How many." },
                  "Content-Type": { schema: {} },
                  "X-Json": { content: { "application/json": { schema: { type: "object" } } } },
                  "X-Ref": { $ref: "#/components/headers/Ref" },
                },
                content: { "application/json": { schema: { $ref: "#/components/schemas/X" } } },
                links: {
                  next: { operationId: "getX", parameters: { page: "$response.body#/next" }, requestBody: 5, description: "On." },
                  other: { operationRef: "#/paths/~1x/get" },
                  gone: { $ref: "#/components/links/Gone" },
                },
              },
            },
          },
        },
      },
      { components: { headers: { Ref: { schema: { type: "boolean" }, explode: true } }, schemas: { X: {} } } },
    );
    const [response] = operation.responses;
    expect(response?.docs.description).toBe("Fine.");
    expect(response?.headers.map(printParam)).toEqual(["header X-Total!: integer", "header X-Json: {} [application/json]", "header X-Ref: boolean [simple*]"]);
    expect(response?.contents.map((content) => content.schema && print(content.schema))).toEqual(["X"]);
    expect(response?.links).toMatchObject([
      {
        name: "next",
        operationId: "getX",
        operationRef: null,
        parameters: [{ name: "page", value: "$response.body#/next" }],
        body: 5,
        docs: { description: "On." },
      },
      { name: "other", operationId: null, operationRef: "#/paths/~1x/get", parameters: [], body: null },
    ]);
  });

  it("behind a reference are lowered once, under whatever status", () => {
    const { api } = lowerOperation(
      {
        "/x": {
          get: {
            responses: {
              "404": { $ref: "#/components/responses/E", description: "Beside." },
              "500": { $ref: "#/components/responses/E" },
              "501": { $ref: "#/components/responses/Gone" },
            },
          },
        },
      },
      { components: { responses: { E: { description: "There.", content: { "application/json": { schema: { type: "object" } } } } } } },
    );
    const responses = api.operations[0]?.responses ?? [];
    expect(responses.map((response) => [response.status, response.docs.description])).toEqual([
      ["404", "Beside."],
      ["500", "There."],
    ]);
    expect(responses[0]?.contents).toBe(responses[1]?.contents);
  });
});
