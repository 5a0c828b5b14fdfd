/**
 * One ESM jest for the whole repository; workspaces are mapped to their sources, so that no build is needed to test.
 * TIER chooses what runs: `test` (default), `full` (*.full.test.ts: corpus, matrices, long properties) or `live`
 * (*.live.test.ts: real servers).
 */
const tier = process.env["TIER"] ?? "test";
const matches = { test: ["**/*.test.ts"], full: ["**/*.full.test.ts"], live: ["**/*.live.test.ts"] };

export default {
  rootDir: ".",
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  roots: ["<rootDir>/test"],
  testMatch: matches[tier],
  testPathIgnorePatterns: tier === "test" ? ["/node_modules/", "\\.(full|live)\\.test\\.ts$"] : ["/node_modules/"],
  testTimeout: tier === "test" ? 20_000 : 600_000,
  modulePathIgnorePatterns: ["<rootDir>/.*/dist/", "<rootDir>/.cache/", "<rootDir>/.bench/"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } }],
  },
  moduleNameMapper: {
    "^@clientwright/runtime$": "<rootDir>/runtime/index.ts",
    "^@clientwright/runtime/(node|xml|raw|realtime|ws|ably|ably-objects|testing/ably|graphql-transport-ws|json-rpc|jupyter-kernel|centrifuge|avro|protobuf|loki-tail|socket\\.io)$":
      "<rootDir>/runtime/$1/index.ts",
    "^@clientwright/runtime/(mqtt|nats|amqp|redis|kafka)$": "<rootDir>/runtime/brokers/$1/index.ts",
    "^@clientwright/clients/([^/]+)$": "<rootDir>/generated/$1/index.ts",
    "^@clientwright/clients/(.+)/(operations/.+|raw)$": "<rootDir>/generated/$1/$2.ts",
    "^clientwright$": "<rootDir>/generator/index.ts",
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
  collectCoverageFrom: ["runtime/**/*.ts", "generator/**/*.ts", "!**/dist/**", "!**/*.d.ts"],
};
