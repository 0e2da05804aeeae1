import type { CommandDeclaration, RequestOf } from "../command.ts";
import { inventoryOption, onFile } from "../options.ts";

const networkFormats = ["text", "csv"] as const;

/** `fedc access`: who may call what. */
export const access = {
  name: "access",
  summary: "who may call what across clusters",
  description: `Compiles FILE (federation.yaml if none is given, standard input for -) and
tells from the resulting objects, not from the file, who may call what: callers,
methods, paths, shares and the order of a failover. It tries every local name
with every caller that the file or an object names, and with one more.

With --base it tells only what changed since a git revision: gained, widened,
narrowed, lost.

With --network it tells the TCP connections that firewalls between the clusters
must let through: from which gateway or pods, to which address and port, with
which server names in TLS (SNI), for which services. Only what is dialled is
listed, so a cluster without an address and an inactive entry are not.

With --inventory, calls also pass what stands in the clusters, as dumps tell it:
other people's routes, rules and policies. What the model does not know of them
is listed with the names whose answers it makes uncertain.

A group stands for each of its clusters. Writes nothing and opens no connection.`,
  ...onFile({
    from: { value: "CALLER", names: "members", description: "only calls of CLUSTER or CLUSTER/NAMESPACE/ACCOUNT", repeatable: true },
    to: { value: "NAME", names: "ends", description: "only calls of this service, or to this cluster", repeatable: true },
    network: { description: "the connections that the network must let through" },
    format: {
      value: "FORMAT",
      values: networkFormats,
      description: "with --network: text, or csv with a row for each\naddress (default text)",
    },
    inventory: inventoryOption,
    base: { value: "REVISION", description: "what changed since this revision of FILE" },
  }),
  examples: [
    { line: "fedc access", effect: "everything" },
    { line: "fedc access --from shop/default/web", effect: "what one caller may call" },
    { line: "fedc access --base origin/main", effect: "what access a branch gives and takes" },
    { line: "fedc access --network --to shop", effect: "what firewalls must let through to shop" },
    { line: "fedc access --network --format csv", effect: "all of it, for a spreadsheet or a ticket" },
  ],
  exit: ["access was printed, even if there is none", "wrong input"],
} as const satisfies CommandDeclaration;

export type AccessRequest = RequestOf<typeof access>;
