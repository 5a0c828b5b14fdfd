import type { ChannelExchangeView, ChannelsView, FacadeView, NamedTypeView, SymbolRef } from "../plan/views.js";
import { printConstant } from "./constants.js";
import { declareNamed, type FileTypes } from "./declarations.js";
import { printDocs } from "./docs.js";
import { printFacade } from "./facade.js";
import { declareInput } from "./inputs.js";
import { layParameters } from "./parameters.js";
import { realtimeType, realtimeValue } from "./runtime-symbols.js";
import type { TemplateView } from "./templates.js";
import { code, identifier, methodKey } from "./tokens.js";

/** Names that a file of channels declares itself. */
export function declaredByChannels(view: ChannelsView): string[] {
  const names = view.channels.map(({ constName }) => constName);
  if (view.facade !== null) names.push(view.facade.name);
  for (const exchange of view.exchanges) {
    names.push(exchange.functionName, exchange.constName);
    for (const name of [exchange.input?.name, exchange.output?.name, exchange.headers?.name]) if (name !== null && name !== undefined) names.push(name);
  }
  return names;
}

/** What `channels.hbs` walks over; header and imports are added by the file. */
export function channelsView(view: ChannelsView, file: FileTypes): { readonly [name: string]: TemplateView } {
  const exchanges = view.exchanges.map((exchange) => printExchange(exchange, file));
  return {
    channels: view.channels.map((channel) => printChannel(channel, file)),
    operations: exchanges,
    grouped: view.facade !== null,
    facade: view.facade === null ? {} : printFacade(view.facade, channelMethods(view.facade, file), file),
  };
}

function printChannel({ constName, exported, constant, docs }: ChannelsView["channels"][number], file: FileTypes): TemplateView {
  const name = identifier(constName);
  const type = file.types.symbol(realtimeType("Channel"));
  return {
    docs: code(printDocs(docs, "")),
    exported,
    constant: code(name),
    constantType: code(type),
    literal: code(printConstant(constant, (symbol) => file.types.symbol(symbol), name.length + type.length + (exported ? 18 : 11))),
  };
}

function printExchange(exchange: ChannelExchangeView, file: FileTypes): TemplateView {
  const symbol = (ref: SymbolRef): string => file.types.symbol(ref);
  const name = identifier(exchange.functionName);
  const constant = identifier(exchange.constName);
  const constantType = symbol(realtimeType("ChannelOperation"));
  const result = resultText(exchange, file);
  const input = exchange.input === null ? [] : [`input: ${identifier(exchange.input.name)}${exchange.inputOptional ? " = {}" : ""}`];
  const parameters = [`client: ${symbol(realtimeType("RealtimeClient"))}`, ...input, `options?: ${symbol(optionsOf(exchange))}`];
  return {
    exported: false,
    constant: code(constant),
    constantType: code(constantType),
    literal: code(printConstant(exchange.constant, symbol, constant.length + constantType.length + 11)),
    types: declareTypes(exchange, file).map(code),
    docs: code(printDocs(exchange.docs, "")),
    name: code(name),
    parameters: code(layParameters(`export function ${name}`, parameters, result, "")),
    result: code(result),
    verb: code(symbol(realtimeValue(exchange.verb))),
    arguments: code(`client, ${constant}, ${exchange.input === null ? "{}" : "input"}, options`),
  };
}

function declareTypes({ input, output, headers }: ChannelExchangeView, file: FileTypes): string[] {
  const declared = input === null ? [] : [declareInput(input, file)];
  for (const named of [output, headers]) if (named?.name != null) declared.push(declareNamed(named, named.name, file));
  return declared;
}

const VERB_OPTIONS = { subscribe: "SubscribeOptions", publish: "PublishOptions", ask: "PublishOptions" } as const;
const optionsOf = ({ verb }: ChannelExchangeView): SymbolRef => realtimeType(VERB_OPTIONS[verb]);

/** `Subscription<Order, OrderHeaders>`, `Promise<Receipt>`, `Promise<Quote>`. */
function resultText({ verb, output, headers }: ChannelExchangeView, file: FileTypes): string {
  if (verb === "publish" || output === null) return `Promise<${file.types.symbol(realtimeType("Receipt"))}>`;
  const parts = [output, ...(headers === null ? [] : [headers])].map((named) => typeText(named, file));
  return verb === "ask" ? `Promise<${parts[0] ?? ""}>` : `${file.types.symbol(realtimeType("Subscription"))}<${parts.join(", ")}>`;
}

function typeText(named: NamedTypeView, file: FileTypes): string {
  return named.name === null ? file.types.view(named.type, file.types.place(named.type, "", 60), "void").text : identifier(named.name);
}

/** The methods of a façade that call functions over channels, wherever these stand. */
export function channelMethods({ channels = [], channelsFrom = null }: FacadeView, file: FileTypes): readonly TemplateView[] {
  const symbol = (name: string, type: boolean): string => file.types.symbol({ name, from: channelsFrom, type });
  return channels.map((exchange) => {
    const elsewhere = { ...exchange, output: imported(exchange.output, symbol), headers: imported(exchange.headers, symbol) };
    const result = resultText(elsewhere, file);
    const name = methodKey(exchange.methodName);
    const input = exchange.input === null ? [] : [`input${exchange.inputOptional ? "?" : ""}: ${symbol(exchange.input.name, true)}`];
    const parameters = [...input, `options?: ${file.types.symbol(optionsOf(exchange))}`];
    return {
      docs: code(printDocs(exchange.docs, "  ")),
      name: code(name),
      parameters: code(layParameters(name, parameters, result, "  ")),
      result: code(result),
      function: code(symbol(exchange.functionName, false)),
      arguments: code(`this.#realtime, ${exchange.input === null ? "" : "input, "}options`),
    };
  });
}

/** A named type by the name that it has in this file. */
function imported(named: NamedTypeView | null, symbol: (name: string, type: boolean) => string): NamedTypeView | null {
  return named === null || named.name === null ? named : { ...named, name: symbol(named.name, true) };
}
