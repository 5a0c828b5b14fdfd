import { realtimePackage, runtimePackage } from "../plan/names/runtime-names.js";
import type { SymbolRef } from "../plan/views.js";

/** A type of the runtime's main entry point. */
export const runtimeType = (name: string): SymbolRef => ({ name, from: runtimePackage, type: true });

/** A value of the runtime's main entry point. */
export const runtimeValue = (name: string): SymbolRef => ({ name, from: runtimePackage, type: false });

/** A type of the realtime entry point. */
export const realtimeType = (name: string): SymbolRef => ({ name, from: realtimePackage, type: true });

/** A value of the realtime entry point. */
export const realtimeValue = (name: string): SymbolRef => ({ name, from: realtimePackage, type: false });
