import { join } from "node:path";
import type { SharedKeyOptions } from "@clientwright/runtime";
import type { LiveServer } from "./live-server.js";
import { npmFolder } from "./missing.js";

/** The one account of the server below. */
export const azureKey: SharedKeyOptions = { account: "livetest", key: Buffer.from("a key that only this test knows").toString("base64") };

const binary = join(npmFolder("azurite"), "node_modules/azurite/dist/src/blob/main.js");

/** Azurite, the emulator of Azure's Blob service; it checks SharedKey signatures. */
export const azurite: LiveServer = {
  name: "azurite",
  packages: [],
  npm: { azurite: "3.37.0" },
  binaries: [binary],
  ready: `/${azureKey.account}?comp=list`,
  start: ({ port }) => [
    {
      command: process.execPath,
      args: [binary, "--blobHost", "127.0.0.1", "--blobPort", `${port}`, "--inMemoryPersistence", "--silent", "--disableTelemetry"],
      env: { AZURITE_ACCOUNTS: `${azureKey.account}:${azureKey.key}` },
    },
  ],
};
