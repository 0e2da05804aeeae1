import type { ConsumeEntry } from "../../../1-load/federation-file.ts";
import { localName } from "../../../2-resolve/names.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { clustersNamed, consumePlace } from "../../entries.ts";
import { error } from "../../rule.ts";

export const consumeIncomplete = error("FED313", "incomplete consume entry", {
  finds: `\
A managed cluster consumes a service, and the entry lacks a field that fedc
needs.`,
  why: `\
For a managed cluster, fedc makes the objects that answer the local name. An
entry under "consume" therefore needs all of these:

  as            the local name
  callers       which local service accounts may use it, or the word any
  localService  for a Service (name.namespace): create, or existing

Only a partner with "managed: false" may leave them out: it configures itself.

Its "port" is that of the exposed Service, and need not be written. It must be
if the exposing clusters have different ports.`,
  wrong: `\
consume:
  cluster1: { as: ratings.default }`,
  right: `\
consume:
  cluster1:
    as: ratings.default
    localService: create
    callers: [default/bookinfo-reviews]`,
  check({ federation, file, consumes, at, report }) {
    for (const consume of consumes) {
      const { key, entry, service } = consume;
      const cluster = clustersNamed(key, file)
        .map((name) => federation.clusters.get(name))
        .find((member) => member?.managed);
      const missing = cluster ? missingFields(entry, cluster.istio.domain) : [];
      if (missing.length === 0) continue;
      report({
        at: consumePlace(at, consume),
        message: `\`${key}\` consumes \`${service}\` without ${quoted(missing)}`,
        help: missing.map((field) => meanings[field]).join("\n"),
      });
    }
  },
});

const meanings = {
  as: "`as` is the local name of the service, such as `reviews.default`",
  callers: "`callers` lists the service accounts that may use it, `namespace/name` or `namespace/*`; `any` is everyone",
  localService: "`localService` is `create` if no such Service exists, and `existing` if you have one",
};

function missingFields(entry: ConsumeEntry, domain: string): readonly (keyof typeof meanings)[] {
  const missing = (["as", "callers"] as const).filter((field) => entry[field] === undefined);
  const isService = entry.as !== undefined && localName(entry.as, domain).namespace !== undefined;
  return isService && entry.localService === undefined ? [...missing, "localService"] : missing;
}
