/**
 * What generated code may import, by entry point: the generator knows the runtime by these names only, and a test checks
 * that every one exists there. No generated name may equal one of them.
 */
export const runtimePackage = "@clientwright/runtime";

/** Values of the runtime's main entry point. */
export const runtimeValues: readonly string[] = [
  "call",
  "pages",
  "job",
  "events",
  "createClient",
  "plainClient",
  "request",
  "styles",
  "bodies",
  "multipart",
  "compress",
  "convert",
  "envelopes",
  "readHeaders",
];

/** Types of the runtime's main entry point. */
export const runtimeTypes: readonly string[] = [
  "ApiDefinition",
  "ApiError",
  "CallOptions",
  "Client",
  "ClientOptions",
  "Credential",
  "EventOptions",
  "EventStream",
  "FileInput",
  "Instant",
  "Job",
  "NoErrors",
  "Operation",
  "PageOptions",
  "Pages",
  "PlainDate",
  "Reply",
  "RequestOptions",
  "Shape",
  "OperationShapes",
];

/** The entry point of clients that have channels. */
export const realtimePackage = "@clientwright/runtime/realtime";

/** Values of the realtime entry point. Models may be called like them: files that print both give the import another name. */
export const realtimeValues: readonly string[] = ["subscribe", "publish", "ask", "createRealtime"];

/** Types of the realtime entry point. */
export const realtimeTypes: readonly string[] = [
  "Channel",
  "ChannelOperation",
  "PublishOptions",
  "RealtimeClient",
  "RealtimeDefinition",
  "RealtimeOptions",
  "Receipt",
  "SubscribeOptions",
  "Subscription",
  "Unsent",
];

/** Credentials by the kind of security scheme that they serve. */
export const credentialTypes = {
  apiKey: "ApiKeyCredential",
  basic: "BasicCredential",
  bearer: "BearerCredential",
  digest: "DigestCredential",
  http: "HeaderCredential",
  oauth2: "OAuthCredential",
  openIdConnect: "OAuthCredential",
  mutualTls: "CustomCredential",
  userPassword: "BasicCredential",
  connectionKey: "ApiKeyCredential",
  x509: "CustomCredential",
  other: "CustomCredential",
} as const;

/** Optional entry points: package and the value that the client hands to the runtime. */
export const codecs = {
  xml: { name: "xml", from: "@clientwright/runtime/xml" },
} as const;

/** Every name that generated files may bind by an import. */
export const boundNames: ReadonlySet<string> = new Set([
  ...runtimeValues,
  ...runtimeTypes,
  ...Object.values(credentialTypes),
  ...Object.values(codecs).map((codec) => codec.name),
]);

/** The runtime's `ClientOptions`: a variable of such a name is an option only inside `variables`. */
export const clientOptions: ReadonlySet<string> = new Set([
  "environment",
  "variables",
  "baseUrl",
  "auth",
  "timeout",
  "attemptTimeout",
  "retries",
  "headers",
  "fetch",
  "send",
  "layers",
  "hooks",
  "attemptHooks",
  "logger",
  "logLevel",
  "onDrift",
  "codecs",
  "clock",
  "hosts",
  "makers",
]);
