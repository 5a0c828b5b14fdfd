import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientCertificate } from "@clientwright/runtime";

/** An authority of the test's own, with a certificate of the server at 127.0.0.1 and one of a client for each name. */
export interface Authority {
  /** Has ca.pem, server.pem and server.key. */
  readonly folder: string;
  client(name: string, passphrase?: string): ClientCertificate;
  remove(): void;
}

export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), "live-authority-"));
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", [...args], { stdio: ["ignore", "ignore", "pipe"] });
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  openssl("req", "-x509", ...curve, "-nodes", "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "2", "-subj", `/CN=Test authority ${folder.slice(-6)}`);
  const sign = (name: string, use: string, passphrase?: string): void => {
    const secret = passphrase === undefined ? ["-nodes"] : ["-passout", `pass:${passphrase}`];
    openssl("req", ...curve, ...secret, "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`), "-subj", `/CN=${name}`);
    writeFileSync(at(`${name}.ext`), `subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=${use}\n`);
    const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-extfile", at(`${name}.ext`)];
    openssl("x509", "-req", "-in", at(`${name}.csr`), "-out", at(`${name}.pem`), "-days", "2", ...by);
  };
  sign("server", "serverAuth");
  const read = (file: string): string => readFileSync(at(file), "utf8");
  return {
    folder,
    client: (name, passphrase) => {
      sign(name, "clientAuth", passphrase);
      return { cert: read(`${name}.pem`), key: read(`${name}.key`), ca: read("ca.pem"), ...(passphrase !== undefined && { passphrase }) };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
