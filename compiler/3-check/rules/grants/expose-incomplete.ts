import { quoted } from "../../../findings/formats/words.ts";
import { grantsByWorkloads } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const exposeIncomplete = error("FED470", "incomplete expose entry", {
  finds: `\
An exposing cluster does not say "service" or "port", and fedc needs them.`,
  why: `\
For a managed cluster, fedc makes the objects that lead calls to the Service. An
entry under "expose" therefore needs both:

  service  the local Service, name.namespace
  port     its port

A partner with "managed: false" configures itself, so its Service is its own
matter. In mode workloads it still needs "service": callers insist on service
accounts in that namespace, and they send the Service's name as the host.`,
  wrong: `\
expose:
  cluster2: { allow: { cluster1: { methods: [GET] } } }`,
  right: `\
expose:
  cluster2:
    service: ratings.bookinfo
    port: 9080
    allow: { cluster1: { methods: [GET] } }`,
  check({ federation, exposes, at, report }) {
    const byWorkloads = new Set(grantsByWorkloads(federation).map(({ exposure }) => exposure.written));
    for (const { service, key, entry, within } of exposes) {
      const cluster = federation.clusters.get(key);
      if (!cluster) continue;
      const needed = cluster.managed ? (["service", "port"] as const) : byWorkloads.has(entry) ? (["service"] as const) : [];
      const missing = needed.filter((field) => entry[field] === undefined);
      if (missing.length > 0)
        report({
          at: at.key(within, key),
          message: `\`${key}\` exposes \`${service}\` without ${quoted(missing)}`,
          help: missing.map((field) => meanings[field]).join("\n"),
        });
    }
  },
});

const meanings = {
  service: "`service` is the Service there, such as `reviews.bookinfo`",
  port: "`port` is the Service's port",
};
