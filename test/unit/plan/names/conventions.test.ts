import { describe, expect, it } from "@jest/globals";
import type { Operation } from "../../../../generator/ir/index.js";
import { facades, operation, planned } from "../build.js";

const named = (...given: readonly Operation[]): readonly string[] =>
  facades(planned({ operations: given }).plan).flatMap(({ facade, operations }) =>
    operations.map((each) => `${each.functionName} = ${facade.name}.${each.methodName}`),
  );

describe("what frameworks add to ids and tags", () => {
  it.each<[string, readonly Operation[], readonly string[]]>([
    [
      "FastAPI: path and method behind the function's name",
      [
        operation("GET /api/v1/items/{item_id}", { id: "read_item_api_v1_items__item_id__get", tags: ["items"] }),
        operation("POST /login", { id: "login_login_post" }),
      ],
      ["readItem = Items.read", "login = Login.login"],
    ],
    [
      "springfox: the method",
      [
        operation("GET /pets", { id: "findAllUsingGET", tags: ["pet-controller"] }),
        operation("GET /shops", { id: "findAllUsingGET_1", tags: ["shop-controller"] }),
      ],
      ["findAll = Pet.findAll", "findAllShop = Shop.findAll"],
    ],
    [
      "springdoc: numbers of functions with one name",
      [operation("GET /pets", { id: "getOne", tags: ["pet-controller"] }), operation("GET /shops", { id: "getOne_1", tags: ["shop-controller"] })],
      ["getOne = Pet.getOne", "getOneShop = Shop.getOne"],
    ],
    ["NestJS: the controller's name", [operation("GET /pets", { id: "PetsController_findAll", tags: ["Pets"] })], ["petsFindAll = Pets.findAll"]],
    ["LoopBack: the same with a dot", [operation("GET /p", { id: "PetController.findById", tags: ["PetController"] })], ["petFindById = Pet.findById"]],
    [
      "AutoRest: a group in front of every id, whatever the tags say",
      [
        operation("PUT /a", { id: "BlockBlob_Upload", tags: ["blob"] }),
        operation("PUT /b", { id: "PageBlob_Resize", tags: ["blob"] }),
        operation("GET /c", { id: "PageBlob_ListPageBlobs", tags: ["blob"] }),
      ],
      ["blockBlobUpload = BlockBlob.upload", "pageBlobResize = PageBlob.resize", "listPageBlobs = PageBlob.list"],
    ],
    [
      "gRPC gateways: the services",
      [operation("GET /a", { id: "PetService_ListPets", tags: ["PetService"] }), operation("GET /b", { id: "ShopService_Open", tags: ["ShopService"] })],
      ["listPets = Pet.list", "shopOpen = Shop.open"],
    ],
    [
      "a verb in front of every id is no group",
      [operation("GET /a", { id: "Get_Pets", tags: ["pets"] }), operation("PUT /b", { id: "Update_Pets", tags: ["pets"] })],
      ["getPets = Pets.get", "updatePets = Pets.update"],
    ],
    [
      "a version in front of all ids",
      [operation("GET /api/v1/users", { id: "api_v1_users_search", tags: ["users"] }), operation("GET /pets", { id: "api_v1_pets_find", tags: ["pets"] })],
      ["petsFind = Pets.find", "usersSearch = Users.search"],
    ],
    [
      "a version in front of all tags",
      [operation("GET /a", { id: "ListPet", tags: ["Api20100401Pet"] }), operation("GET /b", { id: "ListShop", tags: ["Api20100401Shop"] })],
      ["listPet = Pet.list", "listShop = Shop.list"],
    ],
    [
      "one tag for everything that says nothing",
      [operation("GET /api/users", { id: "users_search", tags: ["api"] }), operation("GET /api/pets", { id: "pets_find", tags: ["api"] })],
      ["petsFind = Pets.find", "usersSearch = Users.search"],
    ],
    [
      "groups that would be called the same keep their words",
      [operation("GET /a", { id: "x", tags: ["PetService"] }), operation("GET /b", { id: "y", tags: ["pet-service"] })],
      ["x = PetService.x", "y = PetService.y"],
    ],
    [
      "Google: the service and the resource",
      [operation("GET /files", { id: "drive.files.list", tags: ["files"] }), operation("GET /about", { id: "drive.about.get", tags: ["about"] })],
      ["driveAboutGet = About.get", "driveFilesList = Files.list"],
    ],
  ])("%s", (_, given, want) => {
    expect([...named(...given)].sort()).toEqual([...want].sort());
  });
});
