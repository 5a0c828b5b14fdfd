/** This package's version, as manifests and `--version` tell it. */
export const version = "0.1.0"; // x-release-please-version
