import { type BodyEncoder, type BodyInput, type Codec, type Encoded, fromCodecs } from "./codec.js";
import { type FileInput, fileOf, toBody } from "./file.js";
import type { Body, BodyKind, Part } from "./operation.js";
import { own } from "./own.js";
import { setTarget } from "./pointer.js";
import { printJson } from "./prepare.js";
import { expandQuery, joinQuery } from "./styles.js";

/** `application/x-www-form-urlencoded`: lists exploded, objects as `a[b]=c`, unless `parts` says otherwise. */
export function printForm(value: object, parts: { readonly [field: string]: Part } = {}): string {
  return joinQuery(
    Object.entries(value).map(([name, member]) => {
      const { type, style, explode = true } = own(parts, name) ?? {};
      const nested = typeof member === "object" && !Array.isArray(member) ? "deepObject" : "form";
      return expandQuery({ name, style: style ?? (type?.includes("json") ? "json" : nested), explode }, member);
    }),
  );
}

const typed = (body: Encoded["body"], type: string | undefined): Encoded => ({ body, headers: type ? { "content-type": type } : {} });

const encodeBytes: BodyEncoder = (value, body) => {
  const { data, type } = fileOf(value as FileInput); // the generated input type
  return typed(toBody(data), body.type?.replace("*/*", "") || type || "application/octet-stream");
};

function chooseBody(given: BodyKind | Body | readonly Body[] | undefined, take: BodyInput["take"]): Body {
  const list = [given ?? "json"].flat() as (BodyKind | Body)[]; // flat() loses the union of readonly lists
  const all = list.map((body): Body => (typeof body === "string" ? { kind: body } : body));
  const type = all.length > 1 ? take("contentType") : undefined;
  return all.find((body) => body.type === type && type !== undefined) ?? (all[0] as Body); // never empty
}

/** The value of a body: one input's, or every unclaimed input as a field. Undefined: there is none. */
function contentOf(body: Body, { take, rest }: BodyInput): unknown {
  const { at, lift = {}, rename = {}, optional } = body;
  if (at) return take(at);
  const given = rest();
  if (optional && !given.length) return undefined;
  // fromEntries defines, never assigns: `__proto__` stays a plain key.
  const fields: object = Object.fromEntries(given.filter(([key]) => !own(lift, key)).map(([key, value]) => [own(rename, key) ?? key, value]));
  return given.reduce((whole, [key, value]) => {
    const target = own(lift, key);
    return target ? setTarget(whole, target, value) : whole;
  }, fields);
}

/** The kinds of bodies that need nothing else. */
export const kinds: { readonly [kind: string]: BodyEncoder } = {
  json: (value, body, operation) => typed(printJson(value, operation), body.type ?? "application/json"),
  form: (value, body) => typed(printForm(value as object, body.parts), body.type ?? "application/x-www-form-urlencoded"), // forms are objects
  text: (value, body) => typed(`${value}`, body.type ?? "text/plain;charset=UTF-8"),
  bytes: encodeBytes,
};

/** Chooses the body among several, shapes its value, encodes it by kind, compresses it. */
export async function encodeAny(input: BodyInput): Promise<Encoded | null> {
  const { operation, codecs } = input;
  const body = chooseBody(operation.in?.body, input.take);
  const value = contentOf(body, input);
  if (value === undefined) return null;
  const { kind, encoding } = body;
  const encoded = await fromCodecs(codecs, (codec) => codec.bodies?.[kind], kind)(value, body, operation);
  if (!encoding) return encoded;
  const compress = fromCodecs(codecs, (codec) => codec.encodings?.[encoding], encoding);
  return { body: await compress(encoded.body), headers: { ...encoded.headers, "content-encoding": encoding } };
}

/**
 * Every body that is more than JSON, flat or under one key: forms, text, bytes and files, several media types
 * (`contentType`), lifted, renamed or optional fields. Multipart, XML and compression need their own codec besides.
 */
export const bodies: Codec = { body: encodeAny, bodies: kinds };
