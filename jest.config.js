/** One ESM jest for the whole repository; workspaces are mapped to their sources, so that no build is needed to test. */
export default {
  rootDir: ".",
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/.*/dist/"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } }],
  },
  moduleNameMapper: {
    "^@clientwright/runtime$": "<rootDir>/runtime/index.ts",
    "^@clientwright/runtime/(node|xml|raw)$": "<rootDir>/runtime/$1/index.ts",
    "^@clientwright/clients/(.*)$": "<rootDir>/generated/$1",
    "^clientwright$": "<rootDir>/generator/index.ts",
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
  collectCoverageFrom: ["runtime/**/*.ts", "generator/**/*.ts", "!**/dist/**", "!**/*.d.ts"],
};
