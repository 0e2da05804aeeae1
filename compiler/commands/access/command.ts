import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc access`: who may call what. */
export const access = {
  name: "access",
  summary: "who may call what across clusters",
  description: `Compiles FILE (federation.yaml if none is given, standard input for -) and
tells from the resulting objects, not from the file, who may call what: callers,
methods, paths, shares and the order of a failover. It tries every local name
with every caller that the file or an object names, and with one more.

With --base it tells only what changed since a git revision: gained, widened,
narrowed, lost. Writes nothing and opens no connection.`,
  ...onFile({
    from: { value: "CALLER", names: "clusters", description: "only calls of CLUSTER or CLUSTER/NAMESPACE/ACCOUNT", repeatable: true },
    to: { value: "NAME", names: "ends", description: "only calls of this service, or to this cluster", repeatable: true },
    base: { value: "REVISION", description: "what changed since this revision of FILE" },
  }),
  examples: [
    { line: "fedc access", effect: "everything" },
    { line: "fedc access --from shop/default/web", effect: "what one caller may call" },
    { line: "fedc access --base origin/main", effect: "what access a branch gives and takes" },
  ],
  exit: ["access was printed, even if there is none", "wrong input"],
} as const satisfies CommandDeclaration;

export type AccessRequest = RequestOf<typeof access>;
