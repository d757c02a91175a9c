import type { Request } from "./host.ts";

/** What was sent, for people. */
export function inputText(request: Request): string {
  if ("text" in request) return "stopAt" in request && request.stopAt ? `${request.text} ⏹` : request.text;
  if ("book" in request) return `[Book ${request.book.offerId}]`;
  return "[a frame]";
}
