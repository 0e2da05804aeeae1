import { awaitedInWords, socketAddress } from "../../4-plan/network/connection-words.ts";
import { codeSpan, escapedMarkdown } from "../../6-render/markdown.ts";
import { enumerated } from "../../findings/formats/words.ts";
import type { AgreedCalls, AgreedCluster, AgreedRoot, Agreement } from "./agreement.ts";
import { addressesText, callLines, listed } from "./call-lines.ts";
import { trialLines } from "./trial.ts";

/** The page for those who run the partner's cluster. They may never have heard of fedc. `hasOverlay`: the overlay comes with it. */
export function handoverPage(agreement: Agreement, hasOverlay: boolean): string {
  const { partner, others, incoming, outgoing, federation } = agreement;
  const lines = [
    `# ${partner.name} in the federation ${federation}`,
    "",
    `<!-- ${handoverMark} -->`,
    "",
    ...(others.length === 0
      ? [`Nothing is in force between ${codeSpan(partner.name)} and other clusters at present.`, ""]
      : [
          `This page is for the people who run ${codeSpan(partner.name)}. It says which calls cross the border between your cluster and ${named(others)}, and how`,
          "both sides prove who they are. You need no particular software: any proxy that speaks TLS with client certificates can be your gateway.",
          "The page holds public material only. Compare the fingerprints of the roots by another way, such as a call.",
          "",
          ...(hasOverlay ? section("The overlay", overlayLines(partner)) : []),
          ...section(
            "The clusters",
            [partner, ...others].flatMap((cluster) => clusterLines(cluster, cluster === partner)),
          ),
          ...section(
            "Calls that come to you",
            incoming.length === 0 ? ["None.", ""] : incoming.flatMap((calls) => callLines(calls, agreement)),
          ),
          ...section(
            "Calls that you make",
            outgoing.length === 0 ? ["None.", ""] : outgoing.flatMap((calls) => callLines(calls, agreement)),
          ),
          ...section("What your side has to do", dutyLines(agreement)),
          ...section("What firewalls must let through", networkLines(agreement)),
          ...section("What both sides must write alike", alikeLines(agreement)),
          ...section("Try it", trialLines(agreement)),
          ...section("The roots", others.flatMap(rootLines)),
        ]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Every page contains this near its beginning, so that fedc replaces no other file. */
export const handoverMark = "made by fedc handover; the federation.yaml of the other side is its source";

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines];
}

function overlayLines({ name }: AgreedCluster): readonly string[] {
  return [
    `The folder ${codeSpan(name)} that comes with this page does all of the following, if you have Istio. It holds plain objects of Kubernetes and Istio:`,
    "",
    `1. Read ${codeSpan(`${name}/generated/README.md`)}. It says what your cluster must have, and which settings of Istio it needs.`,
    `2. Read ${codeSpan(`kubectl kustomize ${name}`)}, then apply it with ${codeSpan(`kubectl apply -k ${name}`)}, or commit the folder to your GitOps repository.`,
    `3. Put changes of yours into ${codeSpan(`${name}/kustomization.yaml`)} as patches. A later version of ${codeSpan(`${name}/generated`)} then replaces only what it has`,
    "   made. The federation.yaml that it speaks of is the other side's.",
    "",
  ];
}

function clusterLines(cluster: AgreedCluster, isYours: boolean): readonly string[] {
  const { name, hostname, owner, ingress, identities, trustDomain, roots } = cluster;
  return [
    `### ${name}${isYours ? ", yours" : ""}`,
    "",
    ...(owner === undefined ? [] : [`- run by ${escapedMarkdown(owner)}`]),
    `- hostname ${codeSpan(hostname)}: the base of its names. It need not resolve in DNS`,
    ...(ingress ? [`- its ingress gateway is reached at ${addressesText(ingress)}`] : []),
    ...(identities
      ? [
          `- the certificate of its ingress gateway has the URI name ${codeSpan(identities.ingress)}`,
          `- the certificate of its egress gateway has the URI name ${codeSpan(identities.egress)}`,
        ]
      : []),
    ...(trustDomain === undefined ? [] : [`- trust domain of its workloads ${codeSpan(trustDomain)}`]),
    ...roots.map((root) => `- ${rootText(root)}`),
    "",
  ];
}

function rootText({ name, signs, state, fingerprint }: AgreedRoot): string {
  const states = { active: "", incoming: ", which will sign soon", retiring: ", which signs no more" };
  return `root ${codeSpan(name)}${states[state]}: signs its ${signs.join("' and ")}' certificates, SHA-256 ${codeSpan(fingerprint)}`;
}

function dutyLines({ partner, others, incoming, outgoing }: Agreement): readonly string[] {
  const byGateways = (calls: readonly AgreedCalls[]) => calls.some(({ mode }) => mode === "gateways");
  const byWorkloads = [...incoming, ...outgoing].some(({ mode }) => mode === "workloads");
  return [
    ...(byGateways(incoming)
      ? [
          "Where calls come in and the certificates are those of gateways:",
          "",
          "1. Ask every client for a certificate. Accept it only if it chains to the root of the cluster that the server name is for, and if its URI",
          "   name is *exactly* the one above. A root signs other names too, so the chain alone proves nothing.",
          "2. Decide by the host, or for TCP by the server name, which service is meant. Refuse all other hosts, methods and paths: the other side's",
          "   gateway checks who calls, and not what you allow.",
          "3. Present a certificate for server authentication with your ingress gateway's URI name.",
          "",
        ]
      : []),
    ...(byGateways(outgoing)
      ? [
          "Where you call and the certificates are those of gateways:",
          "",
          "1. Decide which of your applications may call. The other side knows only your gateway.",
          "2. Present a certificate for client authentication with your egress gateway's URI name.",
          "3. Accept the answer's certificate only if it chains to the called cluster's root and has *exactly* the URI name above. It need not have a DNS",
          "   name, so do not check one.",
          "",
        ]
      : []),
    ...(byWorkloads
      ? [
          "Where TLS runs between workloads, workloads have SPIFFE certificates of their mesh, as in Istio:",
          "",
          "1. Your mesh trusts the other cluster's root for its trust domain only, and the other way round.",
          "2. Your gateways pass TLS through by server name, and never end it.",
          "3. The called workload checks the caller's URI name, and the calling side that of the called workload.",
          "",
        ]
      : []),
    ...trustLines(partner, others),
  ];
}

/** How far the others trust the partner's roots. A mesh trusts whatever its own root signs, so a root that both meshes have limits nothing. */
function trustLines(partner: AgreedCluster, others: readonly AgreedCluster[]): readonly string[] {
  const names = [...(partner.identities ? [partner.hostname] : []), ...(partner.trustDomain === undefined ? [] : [partner.trustDomain])];
  const forWorkloads = ({ roots }: AgreedCluster) => roots.filter(({ signs }) => signs.includes("workloads"));
  const own = new Set(forWorkloads(partner).map(({ fingerprint }) => fingerprint));
  const sharing = others.filter((other) => forWorkloads(other).some(({ fingerprint }) => own.has(fingerprint)));
  return [
    `${named(others)} ${others.length > 1 ? "check" : "checks"} the same of you. Your root counts there only for names under ${enumerated(names.map(codeSpan))}.`,
    ...(sharing.length > 0
      ? [`Your mesh and that of ${named(sharing)} have one root: each trusts all workloads' certificates that it signs.`]
      : []),
    "",
  ];
}

function named(clusters: readonly AgreedCluster[]): string {
  return enumerated(clusters.map(({ name }) => codeSpan(name)));
}

function networkLines({ network: { connections, awaited } }: Agreement): readonly string[] {
  return [
    ...(connections.length === 0
      ? []
      : [
          "| from | to | address | server names (SNI) | for |",
          "|---|---|---|---|---|",
          ...connections.map(
            (connection) =>
              `| ${connection.from} | ${connection.to} | ${codeSpan(socketAddress(connection))} | ${listed(connection.serverNames)} | ${connection.services.join(", ")} |`,
          ),
          "",
        ]),
    ...awaited.map((one) => `- not yet: ${awaitedInWords(one)}`),
    ...(awaited.length > 0 ? [""] : []),
  ];
}

function alikeLines({ federation, partner, others, incoming, outgoing }: Agreement): readonly string[] {
  const services = [...new Set([...incoming, ...outgoing].map(({ service }) => service))];
  return [
    "If you write a federation.yaml of your own, or names by hand, these stand in both. Server names and hosts are made of them:",
    "",
    `- the federation ${codeSpan(federation)}`,
    ...[partner, ...others].map(({ name, hostname }) => `- the cluster ${codeSpan(name)} with the hostname ${codeSpan(hostname)}`),
    `- the services ${listed(services)}`,
    "",
    "The identities, addresses and roots above stand in both, too. Everything else, such as names of Services and namespaces, is each side's own.",
    "",
  ];
}

function rootLines({ name: cluster, roots }: AgreedCluster): readonly string[] {
  return roots.flatMap(({ name, subject, notAfter, fingerprint, pem }) => [
    `### ${name}, of ${cluster}`,
    "",
    `${escapedMarkdown(subject)}, valid until ${notAfter}, SHA-256 ${codeSpan(fingerprint)}`,
    "",
    "```",
    pem.trim(),
    "```",
    "",
  ]);
}
