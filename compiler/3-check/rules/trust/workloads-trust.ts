import { allowPlace } from "../../../2-resolve/written-places.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { error } from "../../rule.ts";
import { meshesAsWritten } from "../../trusted-clusters.ts";

export const workloadsTrust = error("FED389", "workloads without root or trust domain", {
  finds: `\
A cluster takes part in mode workloads and does not say which root signs its
workloads' certificates, or what Istio's trust domain is there.`,
  why: `\
Every call in mode workloads is between two workloads that prove to each other
who they are. All names of a mesh's workloads begin with its trust domain, and
other clusters accept its root for that domain only. They need both, also for a
partner with "managed: false".`,
  wrong: `trust: { workloads: { domain: a.example } }`,
  right: `trust: { workloads: { root: example-ca, domain: a.example } }`,
  remark: `\
The root is the one that signs Istio's own authority ("cacerts"), or that
authority itself if no other signs it.`,
  check({ federation, file, at, report }) {
    for (const { cluster, grant } of meshesAsWritten(federation)) {
      const { name, written } = cluster;
      const partner = grant.consumer === cluster ? grant.exposure.cluster : grant.consumer;
      const { trust } = written;
      const missing = (["root", "domain"] as const).filter((field) => trust?.workloads?.[field] === undefined);
      if (missing.length === 0) continue;
      const added = trust ? "workloads: { root: …, domain: … }" : "trust: { workloads: { root: …, domain: … } }";
      report({
        at: trust?.workloads ? at.key(trust, "workloads") : trust ? at.key(written, "trust") : at.key(file.clusters, name),
        message: `\`${name}\` is in mode workloads with \`${partner.name}\`, but has no ${quoted(missing)} under \`trust.workloads\``,
        related: { at: allowPlace(at, grant.allow), message: "needed for this" },
        help: `add ${trust?.workloads ? quoted(missing) : `\`${added}\``}`,
      });
    }
  },
});
