import { describe, expect, it } from "@jest/globals";
import type { Link } from "../../../../generator/ir/index.js";
import { noDocs } from "../../../../generator/ir/index.js";
import { operation, planned, response } from "../build.js";

const link = (said: Partial<Link>): Link => ({
  name: "next",
  operationId: null,
  operationRef: null,
  parameters: [],
  body: null,
  docs: noDocs,
  at: "api.yaml#/paths/~1users/post/responses/201/links/next",
  ...said,
});

function made(...links: readonly Link[]) {
  const post = operation("POST /users", {
    id: "createUser",
    responses: [
      { ...response("201"), links },
      { ...response("200"), links },
    ],
  });
  const get = operation("GET /users/{id}", { id: "getUser" });
  const hidden = operation("GET /hidden", { id: "hidden", extensions: [{ key: "x-fern-ignore", value: true }] });
  const { operation: found, diagnostics } = planned({ operations: [post, get, hidden] });
  const told = diagnostics.filter(({ code }) => code.startsWith("link-")).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
  return { docs: found("createUser").docs.tags, told: [...new Set(told)] };
}

const see = (text: string) => [{ tag: "see", text }];

describe("a link", () => {
  it.each([
    { name: "by id", given: { operationId: "getUser" }, want: "{@link getUser}" },
    { name: "by place", given: { operationRef: "#/paths/~1users~1{id}/get" }, want: "{@link getUser}" },
    { name: "by encoded place", given: { operationRef: "#/paths/~1users~1%7Bid%7D/get" }, want: "{@link getUser}" },
    { name: "by file and place", given: { operationRef: "./api.yaml#/paths/~1users~1{id}/get" }, want: "{@link getUser}" },
    {
      name: "with what it takes",
      given: {
        operationId: "getUser",
        parameters: [
          { name: "path.id", value: "$response.body#/id" },
          { name: "limit", value: 5 },
        ],
        body: "$request.body",
      },
      want: "{@link getUser} with id from `$response.body#/id`, limit = 5, body from `$request.body`",
    },
  ])("$name is a line of the doc comment", ({ given, want }) => {
    expect(made(link(given))).toEqual({ docs: see(want), told: [] });
  });

  it.each([
    { given: { operationId: "nobody" }, what: 'the operation "nobody"' },
    { given: { operationRef: "#/paths/~1nowhere/get" }, what: "#/paths/~1nowhere/get" },
    { given: { operationRef: "%zz" }, what: "%zz" },
    { given: {}, what: "no operation (neither operationId nor operationRef)" },
  ])("that leads to $what is told", ({ given, what }) => {
    expect(made(link(given))).toEqual({ docs: [], told: [`warning link-target-unknown: The link "next" leads to ${what}, which does not exist.`] });
  });

  it.each([{ operationId: "hidden" }, { operationRef: "https://other.example/api.yaml#/paths/~1x/get" }])(
    "to what is not in the client is nothing: %j",
    (given) => {
      expect(made(link(given))).toEqual({ docs: [], told: [] });
    },
  );

  it.each(["$response.body#id", "$response.header.", "$reply.body", "$response.body#/a~2", "$"])("that takes %s is told", (value) => {
    expect(made(link({ operationId: "getUser", parameters: [{ name: "id", value }] })).told).toEqual([
      `warning link-expression-invalid: The link "next" takes "${value}", which is no runtime expression.`,
    ]);
  });

  it.each([
    "$url",
    "$method",
    "$statusCode",
    "$request.path.id",
    "$request.query.a",
    "$response.header.Location",
    "$response.body",
    "$response.body#/",
    "$response.body#/a~1b/0",
  ])("may take %s", (value) => {
    expect(made(link({ operationId: "getUser", parameters: [{ name: "id", value }] })).told).toEqual([]);
  });
});
