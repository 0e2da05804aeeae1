import { resolve } from "../../compiler/2-resolve/resolve.ts";
import { examine } from "../../compiler/compile.ts";
import { Source } from "../../compiler/findings/source.ts";
import { rootTexts } from "./random-federation.ts";
import { sampleTime } from "./samples.ts";

const roots = ["shop", "west", "east"].map(
  (name, i) => `    ${name}:\n      - pem: |\n${(rootTexts[i] ?? "").trim().replace(/^/gm, "          ")}\n`,
);

const clusterText = (name: string, i: number) => `  ${name}:
    hostname: ${name}.example.com
    owner: "@example/${name}"
    trust: { gateways: { root: ${name}, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } } }
    gateways: { ingress: { addresses: [192.0.2.${i + 1}] }, egress: {} }
    gitops: { repository: https://github.com/example/${name}, path: federation, delivery: directory }
`;

/** Three clusters; `exposed` are the allows of `west` and `east`, `consumed` is the entry of `shop`. */
export function federationText({ west, east, shop, protocol = "http", rest = "", above = "" }: Readonly<Record<string, string>>): string {
  const exposer = (name: string, allow: string | undefined) =>
    allow === undefined ? "" : `      ${name}: { service: stock.core, port: 8080${allow === "" ? "" : `, allow: ${allow}`} }\n`;
  return `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: halves }
clusters:
${["shop", "west", "east"].map(clusterText).join("")}${above}trust:
  roots:
${roots.join("")}services:
  other:
    protocol: http
    expose:
      shop: { service: other.core, port: 8080, allow: { west: { methods: [GET] }, east: { methods: [GET] } } }
    consume:
      west: { as: other.west, port: 80, localService: create, callers: [west/web] }
      east: { as: other.east, port: 80, localService: create, callers: [east/web] }
  stock:
    protocol: ${protocol}
${west === undefined && east === undefined ? "" : `    expose:\n${exposer("east", east)}${exposer("west", west)}`}${shop === undefined ? "" : `    consume:\n${shop}`}${rest}`;
}

/** The entry of `shop` under `consume`, with more fields. */
export function use(more = ""): string {
  return `      shop: { as: stock.shop, port: 80, localService: create, callers: [shop/web]${more} }\n`;
}

/** An allow of `shop`, and one that waits for it. */
export const allowsGet = "{ shop: { methods: [GET] } }";
export const waitsToAllowGet = "{ shop: { methods: [GET], awaits: consumer } }";

function examined(text: string) {
  const { findings, known } = examine(new Source("federation.yaml", text), { readFile: () => ({ problem: "none" }), now: sampleTime });
  return { codes: findings.sorted().flatMap(({ code, severity }) => (severity === "note" ? [] : [code])), known };
}

/** The codes of findings that are no notes, and the grants of `stock` in force as `exposer -> consumer`. */
export function stateOf(text: string): readonly [readonly string[], readonly string[]] {
  const { codes, known } = examined(text);
  const grants = known ? resolve(known.loaded).grants : [];
  const inForce = grants.filter(({ exposure, inactive }) => exposure.service.name === "stock" && inactive === undefined);
  return [codes, inForce.map(({ exposure, consumer }) => `${exposure.cluster.name} -> ${consumer.name}`)];
}
