import { millisecondsOf } from "../../../2-resolve/duration.ts";
import { error } from "../../rule.ts";

export const timeouts = error("FED358", "timeout or retry without effect", {
  finds: `\
"perTryTimeout" is longer than "timeout", or there are settings of retries
beside "attempts: 0".`,
  why: `\
"timeout" limits a call with all its tries, and "perTryTimeout" limits each try.
If a try may take longer than the whole call, the call's timeout ends it first,
and "perTryTimeout" never applies. With "attempts: 0" nothing is tried again, so
the other settings are never used.`,
  wrong: `\
timeout: 2s
retries: { attempts: 3, perTryTimeout: 5s }`,
  rightLead: `Right: time for the first try and all retries.`,
  right: `\
timeout: 20s
retries: { attempts: 3, perTryTimeout: 5s }`,
  check({ consumes, at, report }) {
    for (const { entry } of consumes) {
      const { timeout, retries } = entry;
      if (!retries) continue;
      const { attempts, perTryTimeout } = retries;
      for (const field of attempts === 0 ? (["perTryTimeout", "on"] as const) : [])
        if (retries[field] !== undefined)
          report({
            at: at.key(retries, field),
            message: `nothing is tried again, so \`${field}\` is never used`,
            related: { at: at.value(retries, "attempts"), message: "switches retries off" },
            help: "leave it out, or allow attempts",
          });
      if (attempts > 0 && timeout !== undefined && perTryTimeout !== undefined && millisecondsOf(perTryTimeout) > millisecondsOf(timeout))
        report({
          at: at.value(retries, "perTryTimeout"),
          message: `a try may take \`${perTryTimeout}\`, but the whole call only \`${timeout}\``,
          related: { at: at.value(entry, "timeout"), message: "for the call with all its tries" },
          help: "make `perTryTimeout` shorter, or `timeout` longer",
        });
    }
  },
});
