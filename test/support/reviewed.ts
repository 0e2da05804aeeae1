import { ClusterPlans } from "../../compiler/4-plan/cluster-plans.ts";
import type { ChangeReport, Entry } from "../../compiler/change-report/change-report.ts";
import { changeReport, type ReportedVersion } from "../../compiler/change-report/make-report.ts";
import { check } from "../../compiler/compile.ts";
import { Source } from "../../compiler/findings/source.ts";
import { rootTexts } from "./random-federation.ts";
import { sampleTime } from "./samples.ts";

/** Certificates by the names of the files that federations here name. */
export const rootFiles: Readonly<Record<string, string>> = {
  "shop.pem": rootTexts[0] ?? "",
  "bank.pem": rootTexts[1] ?? "",
  "other.pem": rootTexts[2] ?? "",
};

const cluster = (name: string, owner: string, address: string, root: string) => `  ${name}:
    hostname: ${name}.example.com
    owner: "${owner}"
    trust: { gateways: { root: ${root}, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } } }
    gateways: { ingress: { addresses: [${address}] }, egress: {} }
    istio: { version: "1.31", pathNormalization: BASE }
    gitops: { repository: https://github.com/example/${name}, path: federation, delivery: pull-request }
`;

/** Three clusters of three owners, with most of what reviewers must see in it. */
export const reviewed = `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: money }
clusters:
${cluster("shop", "@example/shop", "192.0.2.1", "shop-ca")}${cluster("bank", "@example/bank", "192.0.2.2", "bank-ca")}${cluster("eu", "@example/eu", "192.0.2.3", "bank-ca")}trust:
  roots:
    shop-ca: [{ file: shop.pem }]
    bank-ca: [{ file: bank.pem }]
services:
  payments:
    protocol: http
    owner: "@example/payments"
    expose:
      bank:
        service: pay.bank
        port: 8080
        selector: { app: pay }
        targetPort: 9080
        protect: { callers: [bank/web] }
        allow:
          shop: { methods: [GET], paths: [/v1/*] }
    consume:
      shop: { as: payments.shop, port: 80, localService: create, callers: [shop/web], timeout: 5s }
  pricing:
    protocol: http
    expose:
      bank: { service: pricing.core, port: 9000, selector: { app: pricing }, targetPort: 9100, allow: { shop: { methods: any } } }
      eu: { service: pricing.core, port: 9000, selector: { app: pricing }, targetPort: 9100, allow: { shop: { methods: any } } }
    consume:
      shop:
        as: pricing.shop
        port: 9000
        localService: create
        callers: [shop/web]
        routes:
          - match: { headers: { x-canary: { exact: "yes" } } }
            to: [{ cluster: eu }]
          - to: [{ cluster: bank, weight: 90 }, { cluster: eu, weight: 10 }]
  rates:
    protocol: http
    expose:
      bank: { service: rates.core, port: 9001, selector: { app: rates }, targetPort: 9101, allow: { shop: { methods: [GET] } } }
      eu: { service: rates.core, port: 9001, selector: { app: rates }, targetPort: 9101, allow: { shop: { methods: [GET] } } }
    consume:
      shop:
        as: rates.shop
        port: 9001
        localService: create
        callers: [shop/web]
        failover: [{ cluster: bank }, { cluster: eu }]
assertions:
  - never: { from: shop, to: payments, method: POST }
  - always: { from: shop, to: pricing, method: GET, path: /list }
`;

/** A version of a federation that has no errors. */
export function versionOf(text: string, name = "federation.yaml", files = rootFiles): ReportedVersion {
  const readFile = (path: string) => (files[path] === undefined ? { problem: "is not there" } : { text: files[path] });
  const { federation, loaded, findings } = check(new Source(name, text), { readFile, now: sampleTime });
  if (federation && loaded) return { federation, loaded, plans: new ClusterPlans(federation) };
  throw new Error(
    findings
      .sorted()
      .map(({ code, message }) => `${code} ${message}`)
      .join("\n"),
  );
}

const base = versionOf(reviewed, "HEAD:federation.yaml");

/** The report of edits of the federation above. What is replaced must be there. */
export function reportAfter(...edits: readonly (readonly [before: string, after: string])[]): ChangeReport {
  return changeReport(base, versionOf(edited(edits)));
}

export function edited(edits: readonly (readonly [before: string, after: string])[]): string {
  let text = reviewed;
  for (const [before, after] of edits) {
    if (!text.includes(before)) throw new Error(`there is no ${before}`);
    text = text.replace(before, () => after);
  }
  return text;
}

/** `trust changed identity of bank …: before -> after [asks]`, for each entry. */
export function told({ entries }: Pick<ChangeReport, "entries">): readonly string[] {
  return entries.map(
    ({ section, change, text, before, after, asks, informs, unowned }: Entry) =>
      `${section} ${change} ${text}${before === undefined ? "" : ` | ${before}`}${after === undefined ? "" : ` | ${after}`} [${[
        ...asks,
        ...informs.map((owner) => `(${owner})`),
        ...(unowned ? ["nobody"] : []),
      ].join(" ")}]`,
  );
}

/** The federation with other assertions, and without grants of every method. */
export function asserting(...assertions: readonly string[]): string {
  const items = assertions.map((one) => `  - ${one}\n`).join("");
  return reviewed.replaceAll("methods: any", "methods: [GET, POST]").replace(/assertions:[\s\S]*$/, `assertions:\n${items}`);
}

/** The entries of a change, as lines. */
export function entriesBetween(before: string, after: string): readonly string[] {
  return told(changeReport(versionOf(before), versionOf(after)));
}
