import { approvalsMarkdown } from "../../compiler/action/approvals/approvals-markdown.ts";
import { decideApprovals } from "../../compiler/action/approvals/decide-approvals.ts";
import { comparedMarkdown } from "../../compiler/action/compared-markdown.ts";
import { changeReport } from "../../compiler/change-report/make-report.ts";
import { ownersAsked } from "../../compiler/change-report/owners-asked.ts";
import { changedGraph } from "../../compiler/graph/changed-graph.ts";
import { makeGraph } from "../../compiler/graph/make-graph.ts";
import { asMermaid } from "../../compiler/graph/mermaid.ts";
import { rootFiles, versionOf } from "./reviewed.ts";
import { plainly } from "./reviewed-proposal.ts";

interface ClusterWords {
  readonly owner?: string;
  readonly root: string;
  readonly address: string;
  readonly more?: string;
}

const cluster = (name: string, { owner = name, root, address, more = "" }: ClusterWords) => `  ${name}:
    hostname: ${name}.acme.example
    owner: "@acme/${owner}"
    trust: { gateways: { root: ${root}, certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } } } }
    gateways: { ingress: { addresses: [${address}] }, egress: {} }
    istio: { version: "1.31", pathNormalization: DECODE_AND_MERGE_SLASHES, defaultDeny: true }
    gitops: { repository: https://github.com/acme/${name}, path: federation, delivery: pull-request }
${more}`;

/** A company with two regions of payments, a data centre, a web shop, and a partner that delivers parcels. */
export const company = `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: acme }
clusters:
${cluster("web", { root: "acme-ca", address: "192.0.2.1" })}${cluster("pay-eu", { owner: "payments-eu", root: "acme-ca", address: "192.0.2.2" })}${cluster("pay-us", { owner: "payments-us", root: "acme-ca", address: "192.0.2.3" })}${cluster("vault", { root: "vault-ca", address: "192.0.2.4" })}${cluster("parcels", { owner: "partners", root: "parcels-ca", address: "198.51.100.9" })}trust:
  roots:
    acme-ca: [{ file: shop.pem }]
    vault-ca: [{ file: bank.pem }]
    parcels-ca: [{ file: other.pem }]
services:
  payments:
    protocol: http
    owner: "@acme/payments"
    expose:
      pay-eu:
        service: api.payments
        port: 8080
        selector: { app: api }
        targetPort: 9080
        protect: { callers: [payments/worker] }
        allow: { web: { methods: [GET, POST], paths: [/v1/*] } }
      pay-us:
        service: api.payments
        port: 8080
        selector: { app: api }
        targetPort: 9080
        protect: { callers: [payments/worker] }
        allow: { web: { methods: [GET, POST], paths: [/v1/*] } }
    consume:
      web:
        as: payments.shop
        port: 80
        localService: create
        callers: [shop/checkout]
        timeout: 5s
        routes:
          - to: [{ cluster: pay-eu, weight: 90 }, { cluster: pay-us, weight: 10 }]
  rates:
    protocol: http
    owner: "@acme/payments"
    expose:
      pay-eu: { service: rates.payments, port: 8080, selector: { app: rates }, targetPort: 9080, allow: { web: { methods: [GET] } } }
      pay-us: { service: rates.payments, port: 8080, selector: { app: rates }, targetPort: 9080, allow: { web: { methods: [GET] } } }
    consume:
      web:
        as: rates.shop
        port: 80
        localService: create
        callers: [shop/checkout, shop/catalog]
        failover: [{ cluster: pay-eu }, { cluster: pay-us }]
  ledger:
    protocol: tcp
    owner: "@acme/ledger"
    expose:
      vault: { service: ledger.postgres, port: 5432, selector: { app: ledger }, targetPort: 5432, allow: { pay-eu: any } }
    consume:
      pay-eu: { as: ledger.payments, port: 5432, localService: create, callers: [payments/worker] }
  tracking:
    protocol: http
    expose:
      parcels: { service: tracking.public, port: 8080, selector: { app: tracking }, targetPort: 9080, allow: { web: { methods: [GET], paths: [/parcels/*] } } }
    consume:
      web: { as: tracking.shop, port: 80, localService: create, callers: [shop/orders] }
  orders:
    protocol: http
    owner: "@acme/orders"
    expose:
      web: { service: orders.shop, port: 8080, selector: { app: orders }, targetPort: 9080, allow: { parcels: { methods: [GET], paths: [/labels/*] } } }
    consume:
      parcels: { as: orders.acme, port: 80, localService: create, callers: [public/printer] }
assertions:
  - never: { from: any, except: [web], to: payments }
  - never: { from: parcels, to: [payments, rates, ledger] }
  - never: { from: any, to: [payments, rates, orders], method: DELETE }
  - always: { from: web, to: payments, method: POST, path: /v1/charge }
`;

type Edit = readonly [before: string, after: string];

/** The federation with edits. What is replaced must be there, once. */
export function edit(...edits: readonly Edit[]): string {
  return edits.reduce((text, [before, after]) => {
    if (text.split(before).length !== 2) throw new Error(`there is not one ${before}`);
    return text.replace(before, () => after);
  }, company);
}

export interface Commented {
  /** The text as a reader sees it, without what keeps GitHub from taking words for markup. */
  readonly text: string;
  readonly lines: readonly string[];
}

/** The comment on a pull request that turns one version of the federation into another. `files` are those of the certificates afterwards. */
export function commentOn(after: string, before = company, files = rootFiles): Commented {
  const [was, is] = [versionOf(before), versionOf(after, "federation.yaml", files)];
  const report = changeReport(was, is);
  const { graph, marks } = changedGraph(makeGraph(was.federation), makeGraph(is.federation));
  const picture = { text: asMermaid(graph, marks), uses: graph.calls.length };
  const lines = comparedMarkdown({ report, approvals: ownersAsked(report), picture, files: new Map(), isNew: false });
  return readable(lines);
}

/** The head of the comment on the same pull request, where accounts have approved: `{ "@acme/web": ["wendy"] }` are the members of teams. */
export async function approvalsOn(
  after: string,
  teams: Readonly<Record<string, readonly string[]>>,
  approving: readonly string[],
): Promise<Commented> {
  const { asked, unowned } = ownersAsked(changeReport(versionOf(company), versionOf(after)));
  const logins = Object.values(teams).flat();
  const idOf = (login: string) => logins.indexOf(login) + 1;
  const decision = await decideApprovals(
    { owners: asked, unowned },
    approving.map((login) => ({ id: idOf(login), login, says: "approves", because: "" })),
    {
      author: "author",
      mayWrite: async () => true,
      members: async (org, team) => new Set((teams[`@${org}/${team}`] ?? []).map(idOf)),
    },
  );
  return readable(approvalsMarkdown(decision));
}

function readable(markdown: readonly string[]): Commented {
  const text = plainly(markdown.join("\n")).replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  return { text, lines: text.split("\n") };
}
