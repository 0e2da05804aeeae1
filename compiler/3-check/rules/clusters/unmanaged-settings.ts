import { warning } from "../../rule.ts";

export const unmanagedSettings = warning("FED325", "settings of a cluster that configures itself", {
  finds: `\
A partner with "managed: false" has settings that only an overlay would use,
such as "gitops", "replicas" or "certificate".`,
  why: `\
fedc makes no overlay for the partner, so these settings have no effect. The
partner decides where its gateways run, how many there are and who issues their
certificates. Its entry holds the facts that others need: its hostname, root,
identities and addresses.`,
  wrongLead: `Does nothing:`,
  wrong: `\
partner:
  managed: false
  gateways: { ingress: { addresses: [192.0.2.30], replicas: 3 } }
  gitops: { ... }`,
  rightLead: `Enough:`,
  right: `\
partner:
  managed: false
  gateways: { ingress: { addresses: [192.0.2.30] } }`,
  check({ file, at, report }) {
    for (const [name, cluster] of Object.entries(file.clusters)) {
      if (cluster.managed !== false) continue;
      const { gateways, trust } = cluster;
      const reportGiven = <T extends object>(settings: T | undefined, fields: readonly (keyof T & string)[]) => {
        for (const field of fields)
          if (settings?.[field] !== undefined)
            report({
              at: at.key(settings, field),
              message: `\`${field}\` has no effect: \`${name}\` configures itself`,
              related: { at: at.key(cluster, "managed"), message: "set here" },
              help: `remove \`${field}\``,
            });
      };
      reportGiven(cluster, ["gitops"]);
      reportGiven(trust?.gateways, ["certificate"]);
      reportGiven(gateways, ["namespace", "createNamespace"]);
      for (const gateway of [gateways?.ingress, gateways?.egress])
        reportGiven(gateway, ["deploy", "selector", "serviceAccount", "replicas", "service"]);
    }
  },
});
