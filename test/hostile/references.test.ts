import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { main } from "../../generator/cli/main.js";
import { Diagnostics } from "../../generator/diagnostics.js";
import { type LoadOptions, loadDocument } from "../../generator/load/load.js";
import { startServer, type TestServer } from "../support/server.js";
import { fakeTerminal } from "../unit/cli/fake-terminal.js";

const SECRET = "top-secret-value";
const secret = { type: "string", description: SECRET };

/** A document whose one model is what `ref` leads to. */
const pointingTo = (ref: string): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Spy", version: "1" },
    paths: { "/x": { get: { responses: { 200: { description: "x", content: { "application/json": { schema: { $ref: ref } } } } } } } },
  });

let folder = "";
let project = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "references-"));
  project = join(folder, "project");
  mkdirSync(join(project, "api"), { recursive: true });
  mkdirSync(join(folder, "project-beside"));
  for (const place of ["outside.json", "project/inside.json", "project-beside/sibling.json"]) writeFileSync(join(folder, place), JSON.stringify(secret));
  symlinkSync(join(folder, "outside.json"), join(project, "link.json"));
  symlinkSync(folder, join(project, "up"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the document's files hold of the secret, and what was said. */
async function follow(ref: string, options: Partial<LoadOptions> = {}): Promise<{ readonly read: boolean; readonly codes: readonly string[] }> {
  const source = join(project, "api", "openapi.json");
  writeFileSync(source, pointingTo(ref));
  const { report, list } = new Diagnostics();
  const document = await loadDocument(source, { root: project, limits: { timeout: 5_000 }, ...options }, report);
  const read = [...(document?.files.values() ?? [])].some((file) => JSON.stringify(file.root).includes(SECRET));
  return { read, codes: list.map(({ code, severity }) => `${severity} ${code}`) };
}

describe("a reference to a file of the project", () => {
  it.each(["../inside.json", "../api/../inside.json", "../inside.json#", "../inside.json?x=1"])("is followed: %s", async (ref) => {
    expect(await follow(ref)).toEqual({ read: true, codes: [] });
  });
});

describe("a reference that leaves the project", () => {
  const places = (): readonly string[] => [
    "../../outside.json",
    "../api/../../outside.json",
    "%2e%2e/%2e%2e/outside.json",
    ".\\..\\..\\outside.json",
    "../link.json",
    "../up/outside.json",
    "../up/project/../outside.json",
    "../../project-beside/sibling.json",
    join(folder, "outside.json"),
    pathToFileURL(join(folder, "outside.json")).href,
    `file://localhost${pathToFileURL(join(folder, "outside.json")).pathname}`,
    `FILE:${join(folder, "outside.json")}`,
  ];

  it("is refused, however it is written", async () => {
    for (const ref of places()) expect({ ref, ...(await follow(ref)) }).toEqual({ ref, read: false, codes: ["error ref-outside"] });
  });

  it("is followed when that is allowed", async () => {
    for (const ref of places()) expect({ ref, ...(await follow(ref, { allowOutside: true })) }).toEqual({ ref, read: true, codes: [] });
  });

  it.each([
    "..%2F..%2Foutside.json",
    "file://server/share/secret.json",
    "//server/share/secret.json",
    "data:application/json,%7B%7D",
    "ftp://example.com/x.json",
    "javascript:alert(1)",
    "node:fs",
    "C:\\secret.json",
  ])("is refused for its scheme, even then: %s", async (ref) => {
    expect(await follow(ref, { allowOutside: true })).toEqual({ read: false, codes: ["error ref-scheme"] });
  });

  it.each(["file://server/share/secret.json", "//server/share/secret.json", "file://127.0.0.1/share/secret.json"])(
    "never asks another machine for a file, for that would sign in to it on Windows: %s",
    async (ref) => {
      writeFileSync(join(project, "api", "openapi.json"), pointingTo(ref));
      const { report, list } = new Diagnostics();
      await loadDocument(join(project, "api", "openapi.json"), { root: project, allowOutside: true, allowPrivate: true }, report);
      expect(list[0]).toMatchObject({ code: "ref-scheme", message: expect.stringContaining("another machine") });
    },
  );

  it.each(["/dev/zero", "/dev/stdin", "/proc/self/environ", "/etc"])("never reads what is no plain file of the project: %s", async (ref) => {
    expect((await follow(ref)).codes).toEqual(["error ref-outside"]);
  });

  it.each(["http://[", "http://a b/", "%zz", "#/%", "?#?", "#\u0000", "://", "http:", "/".repeat(50_000), "../".repeat(20_000)])(
    "ends in a diagnostic when it is nonsense: %#",
    async (ref) => {
      const { read, codes } = await follow(ref);
      expect(read).toBe(false);
      expect(codes.length).toBeGreaterThan(0);
    },
  );
});

describe("a reference to an internal address", () => {
  it.each([
    "http://127.0.0.1:9/x.json",
    "http://127.1:9/x.json",
    "http://2130706433:9/x.json",
    "http://0x7f000001:9/x.json",
    "http://0177.0.0.1:9/x.json",
    "http://0:9/x.json",
    "http://[::1]:9/x.json",
    "http://[::ffff:127.0.0.1]:9/x.json",
    "http://[::ffff:7f00:1]:9/x.json",
    "http://[64:ff9b::7f00:1]:9/x.json",
    "http://[fe80::1]:9/x.json",
    "http://[fd00::1]:9/x.json",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/x.json",
    "http://172.16.0.1/x.json",
    "http://192.168.1.1/x.json",
    "http://100.64.0.1/x.json",
    "http://localhost:9/x.json",
    "http://user:password@127.0.0.1:9/x.json",
    "https://127.0.0.1:9/x.json",
    "HTTP://127.0.0.1:9/x.json",
    "http://①②⑦.⓪.⓪.①:9/x.json",
  ])("is refused: %s", async (ref) => {
    expect(await follow(ref)).toEqual({ read: false, codes: ["error ref-internal-address"] });
  });
});

describe("a reference to a server inside", () => {
  let server: TestServer;
  let asked = 0;
  beforeAll(async () => {
    server = await startServer((request, response) => {
      asked += 1;
      if (request.path.startsWith("/to/")) response.writeHead(302, { location: decodeURIComponent(request.path.slice(4)) }).end();
      else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(secret));
    });
  });
  afterAll(() => server.close());

  it("is never even called", async () => {
    asked = 0;
    expect(await follow(`${server.url}/x.json`)).toEqual({ read: false, codes: ["error ref-internal-address"] });
    expect(asked).toBe(0);
  });

  it("is followed when private addresses are allowed, and so are its redirects", async () => {
    expect(await follow(`${server.url}/to/${encodeURIComponent(`${server.url}/x.json`)}`, { allowPrivate: true })).toEqual({ read: true, codes: [] });
  });

  it("may not be redirected to a file, even then", async () => {
    const target = encodeURIComponent(pathToFileURL(join(folder, "outside.json")).href);
    expect((await follow(`${server.url}/to/${target}`, { allowPrivate: true, allowOutside: true })).read).toBe(false);
  });

  it("is not reached through the redirect of a document that was named by its URL", async () => {
    const other = await startServer((_request, response) => void response.writeHead(302, { location: `${server.url}/x.json` }).end());
    const { report, list } = new Diagnostics();
    asked = 0;
    expect(await loadDocument(`${other.url}/openapi.json`, {}, report)).toBeNull();
    await other.close();
    expect(list.map(({ code }) => code)).toEqual(["ref-internal-address"]);
    expect(asked).toBe(0);
  });
});

describe("the command line", () => {
  const generate = async (ref: string, ...flags: readonly string[]): Promise<{ readonly code: number; readonly said: string }> => {
    writeFileSync(join(project, "openapi.json"), pointingTo(ref));
    const terminal = fakeTerminal({ cwd: project });
    const code = await main(["generate", "openapi.json", "-o", "out", "--force", ...flags], terminal);
    return { code, said: terminal.said.join("\n") };
  };

  it("refuses what leaves the project or goes inside, names it, and does as it is told with the flag", async () => {
    const outside = await generate("../outside.json");
    expect(outside.code).toBe(1);
    expect(outside.said).toContain("ref-outside openapi.json#/paths/~1x/get");
    expect(outside.said).not.toContain(SECRET);
    expect((await generate("../outside.json", "--allow-outside")).code).toBe(0);
    expect((await generate("http://169.254.169.254/latest/")).said).toContain("ref-internal-address");
  });
});
