import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

const milliseconds = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Timeouts and retries have an effect. */
export const timeouts: Rule = {
  code: "FED358",
  severity: "error",
  title: "timeout or retry without effect",
  finds: `\
"timeout" limits a call with all its tries, and "perTryTimeout" limits each try.`,
  why: `\
If a try may take longer than the whole call, the call's timeout ends it first,
and "perTryTimeout" never applies. With "attempts: 0" there are no retries, so
settings of retries are never used.`,
  example: `\
Wrong:

  timeout: 2s
  retries: { attempts: 3, perTryTimeout: 5s }

Right: time for the first try and all retries.

  timeout: 20s
  retries: { attempts: 3, perTryTimeout: 5s }`,
  check({ file, at, report }) {
    for (const { entry } of entriesOf(file).consumes) {
      const { timeout, retries } = entry;
      if (!retries) continue;
      const { attempts, perTryTimeout } = retries;
      if (attempts === 0)
        for (const field of ["perTryTimeout", "on"] as const)
          if (retries[field] !== undefined)
            report({
              at: at.key(retries, field),
              message: `nothing is tried again, so \`${field}\` is never used`,
              related: { at: at.value(retries, "attempts"), message: "switches retries off" },
              help: "leave it out, or allow attempts",
            });
      if (attempts > 0 && timeout !== undefined && perTryTimeout !== undefined && durationOf(perTryTimeout) > durationOf(timeout))
        report({
          at: at.value(retries, "perTryTimeout"),
          message: `a try may take \`${perTryTimeout}\`, but the whole call only \`${timeout}\``,
          related: { at: at.value(entry, "timeout"), message: "for the call with all its tries" },
          help: "make `perTryTimeout` shorter, or `timeout` longer",
        });
    }
  },
};

/** In milliseconds. */
function durationOf(text: string): number {
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * milliseconds[unit as keyof typeof milliseconds], 0);
}
