import { describe, expect, it } from "@jest/globals";
import { emit } from "../../../generator/emit/emit.js";
import { verify } from "../../../generator/emit/verify.js";
import type { ClientView } from "../../../generator/plan/views.js";
import { docs, header, planOf, style } from "./plans.js";

function client(given: Partial<ClientView>): string {
  const view: ClientView = {
    header,
    names: {},
    style,
    prefix: "Shop",
    docs: docs("The shop."),
    definition: { name: "shop", version: "1", environments: {} },
    environments: [],
    variables: [],
    auth: [],
    groups: [],
    codecs: [],
    parts: [],
    ...given,
  };
  return emit(planOf({ path: "client.ts", template: "client", view }))[0]?.text ?? "";
}

const credential = { name: "ApiKeyCredential", from: "@clientwright/runtime", type: true };

describe("client.ts", () => {
  it("exports the bare client, the façade and their options", () => {
    const text = client({ groups: [{ property: "orders", className: { name: "Orders", from: "operations/orders", type: false }, docs: docs("Orders.") }] });
    expect(text).toContain('export const shopApi: ApiDefinition = { name: "shop", version: "1", environments: {} };');
    expect(text).toContain("/** What {@link createShop} takes. */\nexport type ShopOptions = ClientOptions;");
    expect(text).toContain("export function createShopClient(options: ShopOptions = {}): Client {\n  return composeClient(shopApi, options);\n}");
    expect(text).toContain("/** The shop. */\nexport class Shop {");
    expect(text).toContain("  /** Orders. */\n  readonly orders: Orders;");
    expect(text).toContain("export function createShop(options: ShopOptions = {}): Shop {\n  return new Shop(createShopClient(options));\n}");
    expect(text).toContain('import { Orders } from "./operations/orders.js";');
  });

  it("names the parts of the runtime that the API has a use for", () => {
    const parts = ["envOptions", "keyAuth"].map((name) => ({ name, from: "@clientwright/runtime", type: false }));
    const text = client({ parts });
    expect(text).toContain("return composeClient(shopApi, options, [envOptions, keyAuth]);");
    expect(text).toContain("  keyAuth,");
  });

  it("spells environments, variables and credentials out", () => {
    const text = client({
      environments: [
        { name: "production", docs: docs("The real one.") },
        { name: "sand box", docs: docs() },
      ],
      variables: [
        { name: "tenant", docs: docs("Your tenant."), values: [], required: true, own: true },
        { name: "env-ironment", docs: docs(), values: ["a", "b"], required: false, own: false },
      ],
      auth: [{ name: "api-key", docs: docs("From your account page."), credential }],
    });
    expect(text).toContain(`export interface ShopOptions extends ClientOptions {
  /**
   * Which of the API's environments to call; the first is the default.
   *
   * - \`production\`: The real one.
   */
  environment?: "production" | "sand box" | undefined;
  /** Your tenant. */
  tenant?: string | undefined;
  /** Values of the server address's variables. */
  variables?: {
    "env-ironment"?: "a" | "b" | undefined;
  } | undefined;
  /**`);
    expect(text).toContain(`  auth?:
    | {
        /** From your account page. */
        "api-key"?: ApiKeyCredential | undefined;
      }
    | Credential
    | "open"
    | undefined;
}`);
  });

  it("puts many environments on lines of their own", () => {
    const environments = Array.from({ length: 9 }, (_, i) => ({ name: `an-environment-${i}`, docs: docs() }));
    expect(client({ environments })).toContain('  environment?:\n    | "an-environment-0"\n');
  });

  it("registers codecs that the whole API needs", () => {
    const text = client({ codecs: [{ name: "xml", from: "@clientwright/runtime/xml", type: false }] });
    expect(text).toContain("return composeClient(shopApi, { codecs: [xml], ...options });");
    expect(text).toContain('import { xml } from "@clientwright/runtime/xml";');
  });

  it("passes parse-back", async () => {
    const text = client({ auth: [{ name: "apiKey", docs: docs(), credential }], codecs: [{ name: "xml", from: "@clientwright/runtime/xml", type: false }] });
    expect(await verify([{ path: "client.ts", text }])).toEqual([]);
  });
});
