import { ablyError } from "../ably-error.js";
import { type Bytes, fromBase64 } from "./bytes.js";

/** How a channel's payloads are encrypted. */
export interface CipherOptions {
  /** 128 or 256 bits: bytes, or base64 (also the URL kind). */
  readonly key: string | Uint8Array;
}

/** One way to encrypt, made from a key. */
export interface Cipher {
  /** As it stands in `encoding`: `cipher+aes-256-cbc`. */
  readonly name: string;
  /** IV and ciphertext. The IV is random unless one is given (for tests only: never use one twice). */
  encrypt(plain: Uint8Array, iv?: Uint8Array): Promise<Bytes>;
  /** What was encrypted. Rejects when it was with another key, or is damaged. */
  decrypt(sealed: Uint8Array): Promise<Bytes>;
  /** The same, of a payload whose `encoding` names its cipher. Rejects with 40013 when that is another one. */
  open(name: string, sealed: Uint8Array): Promise<Bytes>;
}

const blockLength = 16;

/** AES-CBC with PKCS#7 padding over WebCrypto (RSL5). */
export function cipherOf({ key }: CipherOptions): Cipher {
  const raw = typeof key === "string" ? fromBase64(key) : new Uint8Array(key);
  if (raw.length !== 16 && raw.length !== 32) throw ablyError(40003, `A cipher key has 128 or 256 bits; this one has ${raw.length * 8}`);
  let imported: Promise<CryptoKey> | null = null;
  const secret = (): Promise<CryptoKey> => {
    imported ??= crypto.subtle.importKey("raw", raw, "AES-CBC", false, ["encrypt", "decrypt"]);
    return imported;
  };
  const own = `cipher+aes-${raw.length * 8}-cbc`;
  return {
    name: own,
    async open(name, sealed) {
      if (name !== own) throw ablyError(40013, `The payload is encrypted with ${name}, the channel's key is for ${own}`);
      return this.decrypt(sealed);
    },
    async encrypt(plain, given) {
      const iv = given === undefined ? crypto.getRandomValues(new Uint8Array(blockLength)) : new Uint8Array(given);
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, await secret(), new Uint8Array(plain)));
      const whole = new Uint8Array(blockLength + sealed.length);
      whole.set(iv);
      whole.set(sealed, blockLength);
      return whole;
    },
    async decrypt(sealed) {
      if (sealed.length < 2 * blockLength || sealed.length % blockLength !== 0)
        throw ablyError(40013, "Encrypted payloads are an IV and whole blocks of 16 bytes");
      const iv = new Uint8Array(sealed.subarray(0, blockLength));
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, await secret(), new Uint8Array(sealed.subarray(blockLength))));
    },
  };
}

/** A random key of 256 (or 128) bits. */
export function randomCipherKey(bits: 128 | 256 = 256): Bytes {
  return crypto.getRandomValues(new Uint8Array(bits / 8));
}
