import { type Place, warn } from "../schema/scope.js";

/** What was published and is read: a patch of it changes no meaning. */
const published = /^(?:2\.[0-6]|3\.[01])(?:\.\d+)?$/;

/** Tells of a version that is none of those, or a candidate for one: it may mean things that nobody here knows. */
export function tellVersion({ scope, at }: Place): void {
  const { versionText, version } = scope.lowering.document;
  if (published.test(versionText)) return;
  const nearest = version === "async-2" ? "2.6" : "3.1";
  const message = `There is no published version ${JSON.stringify(versionText)} that is known here: the document is read as ${nearest}.`;
  warn(scope, "asyncapi-version-unknown", {
    at: `${at}/asyncapi`,
    message,
    remedy: "Name the published version that the document keeps to: 2.0.0 to 2.6.0, 3.0.0 or 3.1.0.",
  });
}
