import { mkdtemp, readdir, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { tokenFile } from "../../../../runtime/node/token-file.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "clientwright-"));
});

describe("tokenFile", () => {
  const token = { accessToken: "t", expiresAt: 1, refreshToken: "r" };

  it("keeps a token for its owner alone, in a folder that it makes", async () => {
    const path = join(folder, "deep", "token.json");
    await tokenFile(path).save(token);
    expect(await tokenFile(path).load()).toEqual(token);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, "deep"))).toEqual(["token.json"]);
  });

  it.each(["", "{", "null", "{}", '"t"'])("takes %j for no token", async (text) => {
    const path = join(folder, "token.json");
    await writeFile(path, text);
    expect(await tokenFile(path).load()).toBeNull();
  });

  it("starts without a file", async () => {
    expect(await tokenFile(join(folder, "none.json")).load()).toBeNull();
  });
});
