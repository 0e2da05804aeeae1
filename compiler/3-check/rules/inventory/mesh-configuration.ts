import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { type MeshSettings, meshSettings } from "../../../inventory/mesh-settings.ts";
import { listIn, textIn } from "../../../inventory/standing-object.ts";
import { error, type RuleContext } from "../../rule.ts";

export const meshCertificates = error("FED639", "roots in the main mesh configuration", {
  finds: `\
The ConfigMap of Istio's mesh configuration in the cluster's dump has a list
"caCertificates", and the cluster takes part in mode workloads.`,
  why: `\
That list silently takes the place of the one in fedc's ConfigMap, so that
partners' roots are never trusted, or trusted without a limit to their names.`,
  wrongLead: "Wrong, in the ConfigMap istio:",
  wrong: `\
mesh: |
  caCertificates:
    - pem: …`,
  rightLead: "Right: the root of a partner under its cluster in federation.yaml.",
  right: `\
trust: { workloads: { root: partner-ca, domain: partner.example } }`,
  check(context) {
    const { grants, at, report } = context;
    for (const { cluster, settings, place } of configured(context)) {
      const takesPart = grants.some(
        ({ mode, consumer, exposure }) => mode === "workloads" && [consumer, exposure.cluster].includes(cluster),
      );
      if (!takesPart || listIn(settings.mesh, "caCertificates").length === 0) continue;
      const { workloads } = cluster.written.trust ?? {};
      report({
        at: workloads ? at.key(cluster.written.trust ?? {}, "workloads") : place,
        message: `the mesh configuration of \`${cluster.name}\` has a list \`caCertificates\`, which takes the place of fedc's`,
        related: { at: settings.object.at, message: "data.mesh, caCertificates" },
        help: "move these roots to federation.yaml, and remove the list from the installation of Istio",
      });
    }
  },
});

export const meshSetting = error("FED640", "setting that the mesh does not have", {
  finds: `\
The file states a setting of the installed Istio, or leaves its default, and the
mesh configuration in the cluster's dump has another value: the trust domain,
the root namespace, or how paths are normalized.`,
  why: `\
Callers are recognized by their trust domain, so with a wrong one every policy
refuses them. Policies for paths are written for one way to normalize them, and
another way lets calls pass that the file does not grant.`,
  wrongLead: "Wrong, where the mesh configuration has trustDomain: shop.test:",
  wrong: `\
shop: { hostname: shop.example.com, … }`,
  right: `\
shop:
  hostname: shop.example.com
  trust: { workloads: { domain: shop.test }, gateways: … }`,
  check(context) {
    const { at, report } = context;
    for (const { cluster, settings, place } of configured(context)) {
      const { istio, trust } = cluster.written;
      for (const { field, file, mesh, entry, help } of [
        {
          field: "trustDomain",
          file: cluster.trustDomain,
          mesh: textIn(settings.mesh, "trustDomain") ?? "cluster.local",
          entry: trust?.workloads?.domain === undefined ? undefined : at.value(trust.workloads, "domain"),
          help: "trust.workloads.domain",
        },
        {
          field: "rootNamespace",
          file: cluster.istio.rootNamespace,
          mesh: textIn(settings.mesh, "rootNamespace") ?? "istio-system",
          entry: istio?.rootNamespace === undefined ? undefined : at.value(istio, "rootNamespace"),
          help: "istio.rootNamespace",
        },
        {
          field: "pathNormalization",
          file: cluster.istio.pathNormalization,
          mesh: normalizationOf(settings),
          entry: istio?.pathNormalization === undefined ? undefined : at.value(istio, "pathNormalization"),
          help: "istio.pathNormalization",
        },
      ])
        if (file !== mesh)
          report({
            at: entry ?? place,
            message: `the mesh of \`${cluster.name}\` has \`${field}\` \`${mesh}\`, and the file ${entry ? "says" : "takes"} \`${file}\``,
            related: { at: settings.object.at, message: `data.mesh, ${field}` },
            help: `write \`${help}: ${mesh}\``,
          });
    }
  },
});

function normalizationOf({ mesh }: MeshSettings): string {
  const written = textIn(mesh, "pathNormalization", "normalization") ?? "DEFAULT";
  return written === "DEFAULT" ? "BASE" : written;
}

function configured({ federation, inventory, at }: RuleContext): readonly { cluster: Cluster; settings: MeshSettings; place: Place }[] {
  return [...federation.clusters.values()].flatMap((cluster) => {
    const standing = inventory.of(cluster);
    const settings = standing && meshSettings(standing, cluster.istio);
    return settings ? [{ cluster, settings, place: at.key(federation.written.clusters, cluster.name) }] : [];
  });
}
