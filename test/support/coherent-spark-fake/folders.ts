import { type Exchange, objectOf, type SparkAnswer, textOf } from "./exchange.js";
import { now, v1, v1Failure, v4Failure } from "./replies.js";
import { type Route, route } from "./routes.js";
import { type Folder, pageOf, type State } from "./state.js";

/** Folders and their categories. */
export function folderRoutes(state: State): readonly Route[] {
  const known =
    (answer: (folder: Folder, exchange: Exchange) => SparkAnswer): Route["answer"] =>
    (exchange) => {
      const folder = state.folders.find(({ id }) => id === (exchange.at["id"] ?? textOf(exchange.request.form?.get("id"))));
      return folder === undefined ? v1Failure("PRODUCT_NOT_FOUND", "The folder does not exist") : answer(folder, exchange);
    };
  return [
    route("POST /api/v1/product/list", "user", ({ request }) => list(state, objectOf(request.body))),
    route("POST /api/v1/product/create", "user", ({ request }) => create(state, request.form)),
    route(
      "POST /api/v1/product/update/:id",
      "user",
      known((folder, { request }) => {
        const { description, category } = objectOf(request.body);
        folder.description = textOf(description) ?? folder.description;
        folder.category = textOf(category) ?? folder.category;
        return v1(null);
      }),
    ),
    route(
      "DELETE /api/v1/product/delete/:id",
      "user",
      known((folder) => {
        state.folders.splice(state.folders.indexOf(folder), 1);
        return v1(null);
      }),
    ),
    route(
      "POST /api/v1/product/uploadcoverimage",
      "user",
      known((_folder, { request }) => (request.form?.get("coverImage") instanceof File ? v1(null) : v1Failure("NO_IMAGE", "No image was sent"))),
    ),
    route("POST /api/v1/product/isproductexists/:name", "user", ({ at }) => v1(state.folders.some(({ name }) => name === at["name"]))),
    ...categoryRoutes(state),
  ];
}

function list(state: State, { page, pageSize, search }: Readonly<Record<string, unknown>>): SparkAnswer {
  const terms = (Array.isArray(search) ? search : []).map(objectOf);
  const hits = state.folders.filter((folder) => terms.every(({ field, value }) => field !== "name" || folder.name.includes(String(value))));
  const data = pageOf(hits, page, pageSize).map((folder) => ({ ...folder, status: "Design", createdAt: now(), isStarred: false }));
  return v1(data, { count: hits.length, next: null, previous: null });
}

function create(state: State, form: FormData | null): SparkAnswer {
  const name = textOf(form?.get("Name"));
  if (name === undefined) return v1Failure("INVALID_NAME", "Name is required", 400);
  if (state.folders.some((folder) => folder.name === name)) return v1Failure("PRODUCT_ALREADY_EXISTS", `folder ${name} exists`);
  const folder = { id: state.next("folder"), name, category: textOf(form?.get("Category")) ?? "Other", description: textOf(form?.get("Description")) ?? "" };
  state.folders.push(folder);
  return v1({ folderId: folder.id, get_product_url: `https://excel.us.coherent.global/api/v1/product/GetProduct/${folder.id}` });
}

function categoryRoutes(state: State): readonly Route[] {
  const capitalised = (): SparkAnswer =>
    v1({ "Metadata.ProductCategories": [...state.categories.values()].map(({ key, value, icon }) => ({ Key: key, Value: value, Icon: icon })) });
  return [
    route("GET /api/v1/lookup/getcategories", "user", () => v1([...state.categories.values()])),
    route("POST /api/v1/lookup/savecategory", "user", ({ request }) => {
      const { key, value, icon } = objectOf(request.body);
      state.categories.set(String(key), { key: String(key), value: String(value), icon: textOf(icon) ?? "other.svg" });
      return capitalised();
    }),
    route("DELETE /api/v1/lookup/deletecategory/:key", "user", ({ at }) => {
      state.categories.delete(at["key"] ?? "");
      return capitalised();
    }),
  ];
}

/** Transform documents, and executing through them. */
export function transformRoutes(state: State): readonly Route[] {
  const prefix = "/:tenant/api/v4/transforms";
  const reply = (outputs: unknown): SparkAnswer => ({
    body: { object: "transform", id: "t", status: "Success", response_timestamp: now(), process_time: 1, outputs },
  });
  const uri = ({ folder, name }: Exchange["at"]): string => `${folder}/${name}`;
  const receipt = (at: Exchange["at"]): SparkAnswer => reply({ name: at["name"], transform_uri: uri(at) });
  const through = ({ at, request }: Exchange): SparkAnswer => ({
    body: {
      transform: at["transform"],
      service: `${at["folder"]}/${at["service"]}`,
      input: request.body,
      meta: request.headers["x-request-meta"] ?? request.headers["x-meta"] ?? null,
    },
  });
  return [
    route(`POST ${prefix}/list/:folder`, "key", ({ at, request }) => {
      const { page, pageSize } = objectOf(request.body);
      const all = [...state.transforms.keys()].filter((key) => key.startsWith(`${at["folder"]}/`));
      const result = pageOf(all, page, pageSize).map((key) => ({ id: key, name: key.split("/")[1], transform_type: "JSONtransforms_v1.0.1" }));
      return { body: { count: all.length, page, pageSize, result } };
    }),
    route(`POST ${prefix}/validation`, "key", ({ request }) => {
      const isValid = String(objectOf(request.body)["transform_content"]).includes("transform_type");
      return reply({ isValid, error: isValid ? null : [{ code: "INVALID_TRANSFORM", type: "invalid_input", message: "transform_type is missing" }] });
    }),
    route(`POST ${prefix}/:transform/for/folders/:folder/services/:service`, "key", through),
    route(`POST ${prefix}/:transformFolder/:transform/for/:folder/:service`, "key", through),
    route(`GET ${prefix}/:folder/:name`, "key", ({ at }) => {
      const document = state.transforms.get(uri(at));
      return document === undefined
        ? v4Failure(404, "TRANSFORM_NOT_FOUND", "transform could not be found")
        : reply({ transform_document: document, updatedAt: now() });
    }),
    route(`POST ${prefix}/:folder/:name`, "key", ({ at, request }) => {
      state.transforms.set(uri(at), String(objectOf(request.body)["transform_content"]));
      return receipt(at);
    }),
    route(`DELETE ${prefix}/:folder/:name`, "key", ({ at }) => {
      state.transforms.delete(uri(at));
      return receipt(at);
    }),
  ];
}
