import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import { everything } from "../../../runtime/core/everything.js";
import { pages } from "../../../runtime/pagination/pages.js";
import { closeServers, json, startServer } from "../../support/server.js";

afterEach(closeServers);

/** Every item of a list whose server answers with one body. */
async function listed(body: unknown, items: string, optional?: true): Promise<unknown[]> {
  const server = await startServer((_, response) => json(response, 200, body));
  const client = createClient({ name: "test", version: "1", environments: { default: server.url } }, { codecs: everything });
  const paging = { style: "page", items, page: "page", ...(optional && { optional }) } as const;
  return pages(client, { id: "listPets", path: "/pets", in: { query: ["page"] }, pages: paging }).all();
}

describe("a page without a list", () => {
  it.each([
    [{ error: "x" }, "", "listPets answered with no list at the root of the body: the body has error"],
    [{ items: [1] }, "/data", "listPets answered with no list at /data: the body has items"],
    [{ data: { id: 1 } }, "/data", "listPets answered with no list at /data: the body has data"],
    ["nothing", "/data", "listPets answered with no list at /data: the body is a string"],
  ])("%j is a DecodeError at %j", async (body, items, message) => {
    await expect(listed(body, items)).rejects.toMatchObject({ kind: "decode", message });
  });

  it("is an empty one where the list is null, or may be left out", async () => {
    expect(await listed({ data: null }, "/data")).toEqual([]);
    expect(await listed({ total: 0 }, "/data", true)).toEqual([]);
    await expect(listed({ data: "x" }, "/data", true)).rejects.toMatchObject({ kind: "decode" });
  });
});
