import { childOf, isNode, type Node, operationsOf, schemaSlots, slotsOf, valueIn } from "./document.js";
import type { Random } from "./random.js";

type Operations = ReturnType<typeof operationsOf>;

/** How frameworks make ids of a path and a method. */
const idMakers: readonly ((of: Operations[number], at: number) => { readonly id: string | undefined; readonly tag: string })[] = [
  ({ path, method }, at) => ({ id: `read_${at % 3}_${path.replace(/^\//, "").replace(/\W/g, "_")}_${method}`, tag: "items" }),
  ({ method }, at) => ({ id: `findUsing${method.toUpperCase()}${at > 0 ? `_${at}` : ""}`, tag: `group${at % 2}-controller` }),
  (_, at) => ({ id: at > 0 ? `getOne_${at}` : "getOne", tag: `thing-${at % 2}-controller` }),
  (_, at) => ({ id: `Group${at % 2}Controller_find${at % 3}`, tag: "Pets" }),
  (_, at) => ({ id: `Pet${at % 2}Service_List${at % 3}`, tag: `Pet${at % 2}Service` }),
  (_, at) => ({ id: `drive.files${at % 2}.list${at % 3}`, tag: `files${at % 2}` }),
  ({ path, method }) => ({ id: `${method}_${path.replace(/\W+/g, "_")}`, tag: "v1" }),
  (_, at) => ({ id: `api_v1_users_${at % 3}`, tag: `Api20200101Pet${at % 2}` }),
  (_, at) => ({ id: undefined, tag: `Service${at % 2}` }),
];

/** Ids and tags of all operations as one framework writes them, some of them twice. */
export function frameworkIds(root: Node, chance: Random): void {
  const make = chance.pick(idMakers);
  for (const [at, each] of operationsOf(root).entries()) {
    const made = make?.(each, at);
    if (made?.id === undefined) delete each.operation["operationId"];
    else each.operation["operationId"] = made.id;
    if (chance.once(4)) delete each.operation["tags"];
    else each.operation["tags"] = [made?.tag];
  }
}

const prose = [
  "<p>One <code>a&lt;b&gt;</code></p><ul><li><p>two</p></li></ul>",
  "<b>never closed <a href='x",
  "*/ <code>*/</code> &amp;*/",
  '<a href="*/">*/</a><br/>',
  `${"long ".repeat(40)}\nshort\n- item\n\`\`\`\ncode`,
  "</p></code></a>",
  "@tag <b>@tag</b>",
  "",
];

/** Descriptions and limits as they are found in the wild, wherever there are any. */
export function wildProse(root: Node, chance: Random): void {
  for (const { holder, key } of slotsOf(root)) {
    if ((key === "description" || key === "summary") && isNode(holder) && typeof holder[key] === "string") holder[key] = chance.pick(prose);
  }
  const schema = valueIn(chance.pick(schemaSlots(root)) ?? { holder: root, key: "info" });
  if (isNode(schema)) Object.assign(schema, { uniqueItems: true, minimum: 0, maximum: chance.below(3), minLength: 1, maxLength: 1, pattern: "`*/" });
}

/** Operations of one method and path that only a fragment tells apart, as converted AWS documents have them. */
export function fragments(root: Node, chance: Random): void {
  const paths = childOf(root, "paths");
  for (const key of Object.keys(paths)) {
    if (!chance.once(2)) continue;
    for (const action of ["List", "Stop"]) paths[`/#Action=${action}${chance.once(2) ? "&Version=1" : ""}`] = structuredClone(paths[key]);
  }
}
