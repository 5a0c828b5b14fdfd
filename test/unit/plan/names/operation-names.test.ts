import { describe, expect, it } from "@jest/globals";
import type { Operation } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { methodName } from "../../../../generator/plan/names/method-names.js";
import { type api, facades, operation, planned } from "../build.js";

function named(given: readonly Operation[], config: ClientConfig = {}, more: Partial<Parameters<typeof api>[0]> = {}): string[] {
  const { plan } = planned({ operations: given, ...more }, config);
  return facades(plan).flatMap(({ facade, operations }) => operations.map((each) => `${each.functionName} = ${facade.name}.${each.methodName}`));
}

describe("methodName", () => {
  it.each([
    ["listPets", ["pets"], "list"],
    ["executeService", ["services"], "execute"],
    ["getPetById", ["pet"], "getById"],
    ["reposListForUser", ["repos"], "listForUser"],
    ["addPetToStore", ["pets"], "addToStore"],
    ["listReposForPet", ["pets"], "listReposForPet"],
    ["createUsersAndGroups", ["users"], "createUsersAndGroups"],
    ["pets", ["pets"], "pets"],
    ["getBatchJob", ["batchJobs"], "get"],
    ["getAnAlbum", ["albums"], "get"],
    ["listAllPets", ["pets"], "listAll"],
    ["getCollectionAliases", ["aliases"], "getCollectionAliases"],
    ["adminAppsApprove", ["admin", "apps"], "approve"],
    ["listAccounts", ["accountService"], "list"],
    ["getFeatures", ["experimentalFeatures"], "get"],
    ["listUsers", ["userGroups"], "listUsers"],
  ])("of %s in %j is %s", (name, group, want) => {
    expect(methodName(name, group)).toBe(want);
  });
});

describe("operation names", () => {
  it.each<[string, Operation, string]>([
    ["an odd id", operation("GET /pets", { id: "getPets[]", tags: ["pets"] }), "getPets = Pets.get"],
    ["a dotted id without tags", operation("GET /dags", { id: "dags.list" }), "dagsList = Dags.list"],
    ["an id with its tag in front", operation("GET /x", { id: "Foo_bar", tags: ["Foo"] }), "fooBar = Foo.bar"],
    ["a GitHub id", operation("GET /repos", { id: "repos/list-for-user", tags: ["repos"] }), "reposListForUser = Repos.listForUser"],
    ["no id", operation("GET /pets/{petId}/toys"), "getPetsToys = Pets.getToys"],
    ["no id, one thing", operation("GET /v1/pets/{petId}"), "getPetsByPetId = Pets.get"],
    ["no id and nothing in the path", operation("GET /"), "getRoot = General.getRoot"],
    ["a keyword", operation("DELETE /pets", { id: "delete", tags: ["pets"] }), "deletePets = Pets.delete"],
    ["a runtime name", operation("GET /e", { id: "call", tags: ["voice"] }), "callVoice = Voice.call"],
    ["a name that no letter is in", operation("GET /party", { id: "🎉", tags: ["🎉"] }), "getParty = General.getParty"],
    ["letters that are not Latin", operation("GET /u", { id: "获取用户", tags: ["用户"] }), "获取用户 = 用户.获取用户"],
    ["a member that every object has", operation("GET /x", { id: "constructor", tags: ["pets"] }), "constructorPets = Pets.constructorPets"],
    ["what would make its module a promise", operation("GET /x", { id: "then", tags: ["pets"] }), "thenPets = Pets.thenPets"],
    [
      "a speakeasy group and name",
      operation("GET /x", {
        id: "x",
        tags: ["t"],
        extensions: [
          { key: "x-speakeasy-group", value: "users" },
          { key: "x-speakeasy-name-override", value: "all" },
        ],
      }),
      "x = Users.all",
    ],
    [
      "a fern group",
      operation("GET /x", { id: "findUser", extensions: [{ key: "x-fern-sdk-group-name", value: ["admin", "users"] }] }),
      "findUser = AdminUsers.find",
    ],
  ])("%s", (_, given, want) => {
    expect(named([given])).toContain(want);
  });

  it("takes names from client.yaml, with or without a group", () => {
    const given = [operation("POST /execute", { id: "PostApiV3Execute", tags: ["api"] })];
    expect(named(given, { operations: { PostApiV3Execute: { name: "services.execute" } } })).toEqual(["postApiV3Execute = Services.execute"]);
    expect(named(given, { operations: { PostApiV3Execute: { name: "run" } } })).toEqual(["postApiV3Execute = Api.run"]);
    expect(named([operation("POST /execute")], { operations: { "POST /execute": { name: "services.run" } } })).toEqual(["runServices = Services.run"]);
  });

  it("renames groups and strips prefixes", () => {
    const given = [operation("GET /a", { id: "api_v1_listPets", tags: ["pet store"] })];
    expect(named(given, { names: { groups: { "pet store": "shop.pets" }, strip: ["api_v1_"] } })).toEqual(["listPets = ShopPets.list"]);
  });

  it("nests groups by dots and by the tags' parents", () => {
    const docs = { summary: null, description: null, deprecated: false, deprecation: null, examples: [], link: null };
    const tags = [
      { name: "history", docs, parent: "channels", title: null },
      { name: "channels", docs, parent: null, title: null },
    ];
    expect(named([operation("GET /h", { id: "getHistory", tags: ["history"] })], {}, { tags })).toEqual(["getHistory = ChannelsHistory.get"]);
    const { plan } = planned({ operations: [operation("GET /h", { id: "listHistory", tags: ["channels.history"] })] });
    expect(facades(plan).map(({ facade }) => [facade.name, facade.groups.map(({ property }) => property)])).toEqual([
      ["Channels", ["history"]],
      ["ChannelsHistory", []],
    ]);
  });

  it("lists what a plural gets and gets what a singular gets", () => {
    expect(named([operation("GET /pets", { id: "readPets", tags: ["pets"] }), operation("GET /pets/{id}", { id: "readPet", tags: ["pets"] })])).toEqual([
      "readPets = Pets.readPets",
      "readPet = Pets.read",
    ]);
    expect(named([operation("GET /pets/of", { id: "getPets", tags: ["pets"] }), operation("GET /pets/{id}", { id: "getPet", tags: ["pets"] })])).toEqual([
      "getPets = Pets.list",
      "getPet = Pets.get",
    ]);
    expect(named([operation("POST /pets/of", { id: "getPets", tags: ["pets"] }), operation("GET /pets/{id}", { id: "getPet", tags: ["pets"] })])).toEqual([
      "getPets = Pets.getPets",
      "getPet = Pets.get",
    ]);
  });

  it("strips no one's words where two operations would then be called the same", () => {
    expect(named([operation("GET /a", { id: "stopPets", tags: ["pets"] }), operation("GET /b", { id: "petsStop", tags: ["pets"] })])).toEqual([
      "stopPets = Pets.stopPets",
      "petsStop = Pets.petsStop",
    ]);
  });

  it("settles equal ids by pointer order", () => {
    const a = operation("GET /a", { id: "get", tags: ["t"] });
    const b = operation("GET /b", { id: "get", tags: ["t"] });
    expect(named([b, a])).toEqual(named([a, b]));
  });

  it("names a façade apart from a model", () => {
    const { plan } = planned({
      models: [
        {
          key: "api.yaml#/components/schemas/Pets",
          name: "Pets",
          schema: { kind: "string", format: null, meta: null },
          docs: { summary: null, description: null, deprecated: false, deprecation: null, examples: [], link: null },
          extensions: [],
          at: "x",
        },
      ],
      operations: [
        operation("GET /pets", {
          id: "listPets",
          tags: ["pets"],
          responses: [
            {
              status: "200",
              docs: { summary: null, description: null, deprecated: false, deprecation: null, examples: [], link: null },
              headers: [],
              links: [],
              at: "r",
              contents: [
                {
                  mediaType: "application/json",
                  schema: { kind: "ref", model: "api.yaml#/components/schemas/Pets", meta: null },
                  item: null,
                  parts: [],
                  byPosition: null,
                  examples: [],
                  at: "c",
                },
              ],
            },
          ],
        }),
      ],
    });
    expect(facades(plan)[0]?.facade.name).toBe("PetsApi");
  });
});
