/**
 * Text as the value of a header: its UTF-8 bytes, one a character, for headers carry bytes and fetch refuses all others. So does the HTML
 * standard send `Last-Event-ID`.
 */
export const headerText = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
