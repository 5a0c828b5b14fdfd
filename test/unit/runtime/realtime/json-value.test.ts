import { describe, expect, it } from "@jest/globals";
import type { Framing } from "../../../../runtime/realtime/framing.js";
import { jsonValue } from "../../../../runtime/realtime/json-value.js";
import { centrifugeFraming } from "../../../../runtime/realtime/protocols/centrifuge/centrifuge-framing.js";
import { graphqlTransportWsFraming } from "../../../../runtime/realtime/protocols/graphql-transport-ws/graphql-transport-ws-framing.js";
import { jsonFraming } from "../../../../runtime/realtime/protocols/json/json-framing.js";
import { jsonRpcFraming } from "../../../../runtime/realtime/protocols/json-rpc/json-rpc-framing.js";
import { host, messageOf, routeOf } from "../../../support/framing.js";

describe("jsonValue", () => {
  it.each([[{ a: 1 }], ["text"], [null], [undefined], [[1, 2]]])("passes %j on", (value) => expect(jsonValue(value)).toBe(value));
});

describe("bytes in frames of JSON", () => {
  const framings: readonly { readonly name: string; readonly framing: Framing }[] = [
    { name: "json with an envelope", framing: jsonFraming({ send: { message: { to: "{channel}", data: "{payload}" } } }) },
    { name: "json-rpc", framing: jsonRpcFraming() },
    { name: "centrifuge", framing: centrifugeFraming() },
  ];
  it.each(framings)("$name refuses to publish them", ({ framing }) => {
    const session = framing.session(null, host);
    expect(() => session.publish(routeOf("orders"), messageOf(new Uint8Array([1, 2])), "1")).toThrow(
      expect.objectContaining({ kind: "input", message: "Bytes can't travel in frames of JSON" }),
    );
  });

  it("graphql-transport-ws refuses them as variables", () => {
    const session = graphqlTransportWsFraming({ query: "mutation($id: ID!) { order(id: $id) { id } }" }).session(null, host);
    expect(() => session.ask?.(routeOf("orders"), messageOf(new Uint8Array([1, 2])), "1")).toThrow("Bytes can't travel in frames of JSON");
  });
});
