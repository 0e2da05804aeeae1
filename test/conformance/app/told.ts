import type { WireAnswer } from "./wire-call.ts";

/** What the application says of itself and of what reached it; nothing if it was not the application that answered. */
export function told(body: Buffer | undefined): Pick<WireAnswer, "by" | "reached"> {
  try {
    const { app, ...reached } = JSON.parse(body?.toString() ?? "");
    return typeof app === "string" ? { by: app, reached } : {};
  } catch {
    return {};
  }
}
