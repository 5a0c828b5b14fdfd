import type { FilePlan, Plan } from "../plan/views.js";

type Groups = Extract<FilePlan, { template: "client" }>["view"]["groups"];

/** How each operation is called on the client, by its key: `pets.toys.list`. Operations in no façade are left out. */
export function facadeCalls({ files, manifest }: Plan): ReadonlyMap<string, string> {
  const facades = files.flatMap((file) => (file.template === "operations" || file.template === "channels" ? (file.view.facade ?? []) : []));
  const inside = new Map(facades.map(({ name, groups }) => [name, groups]));
  const paths = new Map<string, string>();
  const visit = (groups: Groups, prefix: string): void => {
    for (const { property, className } of groups) {
      if (paths.has(className.name)) continue;
      paths.set(className.name, `${prefix}${property}`);
      visit(inside.get(className.name) ?? [], `${prefix}${property}.`);
    }
  };
  for (const file of files) if (file.template === "client") visit(file.view.groups, "");
  const classes = manifest.groups ?? {};
  return new Map(
    Object.entries(manifest.operations).flatMap(([key, { group, method }]) => {
      const path = paths.get(classes[group] ?? "");
      return path === undefined ? [] : [[key, `${path}.${method}`] as const];
    }),
  );
}
