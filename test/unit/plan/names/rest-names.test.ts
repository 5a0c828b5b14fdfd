import { describe, expect, it } from "@jest/globals";
import { indexPaths, repeatsPath, restName } from "../../../../generator/plan/names/rest-names.js";
import { array, json, model, object, operation, ref, response, text } from "../build.js";

const lines = [
  "GET /v1/customers",
  "POST /v1/customers",
  "GET /v1/customers/{customer}",
  "POST /v1/customers/{customer}",
  "DELETE /v1/customers/{customer}",
  "GET /v1/customers/search",
  "GET /v1/customers/{customer}/bank_accounts",
  "POST /v1/customers/{customer}/bank_accounts",
  "GET /v1/customers/{customer}/bank_accounts/{id}",
  "POST /v1/customers/{customer}/bank_accounts/{id}/verify",
  "GET /v1/customers/{customer}/discount",
  "DELETE /v1/customers/{customer}/discount",
  "PUT /v1/customers/{customer}/discount",
  "POST /v1/customers/{customer}/attach",
  "PUT /pets/{id}",
  "PATCH /pets/{id}",
  "POST /pets/{id}:cancel",
  "GET /users/{id}/pets",
  "DELETE /orders",
  "GET /orders/{id}",
  "GET /Products({id})",
  "POST /sessions",
  "POST /search",
  "GET /health",
  "GET /",
  "TRACE /pets",
] as const;

const operations = lines.map((line) => operation(line));
const index = indexPaths(operations, []);

describe("names by method and path", () => {
  it.each<[(typeof lines)[number], string, string | null]>([
    ["GET /v1/customers", "customers", "list"],
    ["POST /v1/customers", "customers", "create"],
    ["GET /v1/customers/{customer}", "customers", "get"],
    ["POST /v1/customers/{customer}", "customers", "update"],
    ["DELETE /v1/customers/{customer}", "customers", "delete"],
    ["GET /v1/customers/search", "customers", "search"],
    ["GET /v1/customers/{customer}/bank_accounts", "customers", "listBankAccounts"],
    ["POST /v1/customers/{customer}/bank_accounts", "customers", "createBankAccount"],
    ["GET /v1/customers/{customer}/bank_accounts/{id}", "customers", "getBankAccount"],
    ["POST /v1/customers/{customer}/bank_accounts/{id}/verify", "customers", "verifyBankAccount"],
    ["GET /v1/customers/{customer}/discount", "customers", "getDiscount"],
    ["DELETE /v1/customers/{customer}/discount", "customers", "deleteDiscount"],
    ["PUT /v1/customers/{customer}/discount", "customers", "updateDiscount"],
    ["POST /v1/customers/{customer}/attach", "customers", "attach"],
    ["GET /v1/customers/{customer}", "crm", "getCustomer"],
    ["PUT /pets/{id}", "pets", "replace"],
    ["PATCH /pets/{id}", "pets", "update"],
    ["POST /pets/{id}:cancel", "pets", "cancel"],
    ["GET /users/{id}/pets", "pets", "getForUser"],
    ["DELETE /orders", "orders", "deleteAll"],
    ["GET /Products({id})", "products", "get"],
    ["POST /sessions", "sessions", "create"],
    ["POST /search", "search", null],
    ["GET /health", "health", "get"],
    ["GET /", "general", null],
    ["TRACE /pets", "pets", null],
  ])("%s in %s is %s", (line, group, want) => {
    expect(restName(operation(line), group, index)).toBe(want);
  });

  it("take a reply that is a list, or holds one, for a list", () => {
    const page = model("Page", object({ items: array(text) }));
    const withPage = indexPaths(operations, [page]);
    const asked = (schema: Parameters<typeof json>[0]) => restName(operation("GET /news", { responses: [response("200", json(schema))] }), "news", withPage);
    expect([asked(array(text)), asked(ref("Page")), asked(object({ title: text })), asked(ref("Nobody"))]).toEqual(["list", "list", "get", "get"]);
  });
});

describe("an id that only repeats method and path", () => {
  it.each<[string, string, boolean]>([
    ["PostCustomersCustomerSourcesId", "POST /v1/customers/{customer}/sources/{id}", true],
    ["get_files_id", "GET /files/{file_id}", true],
    ["getPetsByPetId", "GET /pets/{petId}", true],
    ["api_books_get_collection", "GET /api/books", true],
    ["api_books_id_put", "PUT /api/books/{id}", true],
    ["listPets", "GET /pets", false],
    ["getPet", "GET /pets", false],
    ["getPetsNow", "GET /pets", false],
    ["getOwner", "GET /pets/{owner}", false],
    ["getBlob", "GET /{container}/{blob}", false],
    ["get", "GET /{id}", true],
  ])("%s of %s: %s", (id, line, want) => {
    expect(repeatsPath(id, operation(line))).toBe(want);
  });
});
