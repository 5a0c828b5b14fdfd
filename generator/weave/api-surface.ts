import type { EmittedFile } from "../emit/emitted-file.js";

/** One exported thing of the generated code, as a caller sees it. */
export interface SurfaceEntry {
  /** `operations/pets.ts` */
  readonly file: string;
  /** `getPet`, `Pets.get`, `Pet` */
  readonly name: string;
  readonly kind: "function" | "method" | "interface" | "type" | "const" | "class";
  /** Declaration without body and comments, on one line. */
  readonly signature: string;
}

/** What generated code exports, by file and name: two of these, compared, say what changed for callers. Loads ts-morph. */
export async function apiSurface(files: readonly EmittedFile[]): Promise<readonly SurfaceEntry[]> {
  const { Project } = await import("ts-morph");
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const entries: SurfaceEntry[] = [];
  for (const { path, text } of files) {
    if (!path.endsWith(".ts")) continue;
    const source = project.createSourceFile(path, text);
    const add = (kind: SurfaceEntry["kind"], name: string | undefined, signature: string): void => {
      if (name !== undefined) entries.push({ file: path, name, kind, signature: oneLine(signature) });
    };
    for (const node of source.getInterfaces()) if (node.isExported()) add("interface", node.getName(), withoutComments(node.getText()));
    for (const node of source.getTypeAliases()) if (node.isExported()) add("type", node.getName(), withoutComments(node.getText()));
    for (const node of source.getFunctions()) if (node.isExported()) add("function", node.getName(), head(node));
    for (const node of source.getVariableDeclarations())
      if (node.isExported()) add("const", node.getName(), `${node.getName()}: ${node.getTypeNode()?.getText() ?? "const"}`);
    for (const node of source.getClasses()) {
      if (!node.isExported()) continue;
      add(
        "class",
        node.getName(),
        node
          .getInstanceProperties()
          .filter((each) => !each.getName().startsWith("#"))
          .map((each) => each.getText(false))
          .join(" "),
      );
      for (const method of node.getInstanceMethods()) add("method", `${node.getName() ?? ""}.${method.getName()}`, head(method));
    }
    project.removeSourceFile(source);
  }
  return entries.sort((left, right) => compare(left.file, right.file) || compare(left.name, right.name));
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

interface Callable {
  getBodyText(): string | undefined;
  getText(withDocs?: boolean): string;
}

/** A function or method up to its body. */
const head = (node: Callable): string => node.getText(false).replace(/\{[^{}]*\}\s*$/s, "");

/** Doc comments of generated code stand on lines of their own. */
const withoutComments = (text: string): string => text.replace(/^\s*\/\*\*.*?\*\/$/gms, "");

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
