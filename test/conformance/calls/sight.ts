import type { CallAnswer, ExpectedSight } from "./call.ts";

/** What these applications say of the request where it is not what they were to see, such as `tries: 1`. */
export function unseenBy(sees: ExpectedSight | undefined, answers: readonly CallAnswer[]): readonly string[] {
  if (!sees) return [];
  const wrong = answers.flatMap(({ reached }) => {
    if (!reached) return ["no application said what reached it"];
    return [...sees]
      .filter(([name, wanted]) => !isAsWanted(wanted, seen(reached, name)))
      .map(([name]) => `${name}: ${seen(reached, name)}`);
  });
  return [...new Set(wrong)];
}

function isAsWanted(wanted: RegExp | null, value: string | undefined): boolean {
  return wanted === null ? value === undefined : value !== undefined && wanted.test(value);
}

function seen(reached: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const headers = (reached.headers ?? {}) as Readonly<Record<string, string>>;
  const value = ["method", "path", "body", "tries"].includes(name) ? reached[name] : headers[name];
  return value === undefined ? undefined : String(value);
}
