import type { CallOptions, Client } from "@clientwright/runtime";
import { downloadFile, Files as GeneratedFiles } from "../../../generated/coherent-spark/operations/files.js";

/** Files behind the links that Spark hands out. */
export class Files extends GeneratedFiles {
  readonly #client: Client;

  constructor(client: Client) {
    super(client);
    this.#client = client;
  }

  /** Downloads what a link of Spark's document store leads to. Throws a TypeError for any other link. */
  download(url: string, options?: CallOptions): Promise<Blob> {
    return downloadLink(this.#client, url, options);
  }
}

/** Downloads what a link of Spark's document store leads to: the token in it is all that is needed. */
export function downloadLink(client: Client, url: string, options?: CallOptions): Promise<Blob> {
  const [, token, name] = /\/documents\/versions\/tokens\/([^/?#]+)\/([^/?#]+)$/.exec(url) ?? [];
  if (token === undefined || name === undefined) throw new TypeError(`"${url}" is no link to a file in Spark's document store`);
  return downloadFile(client, { token: decodeURIComponent(token), name: decodeURIComponent(name) }, options);
}
