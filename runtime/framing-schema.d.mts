export declare const framingSchema: { readonly $defs: Readonly<Record<string, object>>; readonly [keyword: string]: unknown };
