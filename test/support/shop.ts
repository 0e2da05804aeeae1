import { Source } from "../../compiler/findings/source.ts";
import { planWaves } from "../../compiler/waves/plan-waves.ts";
import type { Wave } from "../../compiler/waves/wave.ts";
import { blockText } from "./block-text.ts";
import { compileWhole } from "./compile-whole.ts";
import type { Anything } from "./planned.ts";
import { rootTexts } from "./random-federation.ts";
import { sampleTime } from "./samples.ts";
import type { Side } from "./violations.ts";

export interface Shop {
  readonly expose: Anything;
  readonly consume?: Anything;
}

export type RootItem = Readonly<{ pem: string | undefined; state?: "incoming" | "retiring" }>;

/** Three clusters that share these services. `roots` are the roots that have other certificates than one each. */
export function shop(
  services: Readonly<Record<string, Shop>>,
  mode: "gateways" | "workloads" = "gateways",
  roots: Readonly<Record<string, readonly RootItem[]>> = {},
): Side {
  const names = ["a", "b", "c"];
  // In mode workloads an exposer says which callers; in mode gateways it cannot tell.
  const callers = mode === "workloads" ? { callers: "any" } : {};
  const fitted = (exposure: Anything) => ({
    ...exposure,
    allow: mapped(exposure.allow, (allow: Anything) => (typeof allow === "string" ? allow : { ...callers, ...allow })),
  });
  const trust = (name: string, i: number) =>
    mode === "workloads"
      ? { workloads: { domain: `${name}.mesh`, root: `r${i}` } }
      : { gateways: { root: `r${i}`, certificate: { issuerRef: { kind: "ClusterIssuer", name: "ca" } } } };
  const clusters = names.map((name, i) => [
    name,
    {
      hostname: `${name}.example.com`,
      trust: trust(name, i),
      gateways: { ingress: { addresses: [`192.0.2.${i + 1}`] }, egress: {} },
      istio: { pathNormalization: "DECODE_AND_MERGE_SLASHES" },
      gitops: { repository: `https://github.com/example/${name}`, path: "federation", delivery: "directory" },
    },
  ]);
  const data = {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: "shop" },
    clusters: Object.fromEntries(clusters),
    trust: { mode, roots: { ...Object.fromEntries(rootTexts.map((pem, i) => [`r${i}`, [{ pem }]])), ...roots } },
    services: mapped(services, (service) => ({ protocol: "http", ...service, expose: mapped(service.expose, fitted) })),
  };
  const options = { readFile: () => ({ problem: "is not there" }), now: sampleTime };
  const { built, federation, findings } = compileWhole(new Source("federation.yaml", blockText(data)), options);
  if (!built || !federation) throw new Error(JSON.stringify(findings.sorted(), null, 1));
  return { federation, ...built };
}

function mapped<Value>(all: Readonly<Record<string, Value>>, change: (value: Value) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value)]));
}

const pods = (app: string) => ({ selector: { app }, targetPort: 9080, serviceAccounts: [app] });
export const exposed = (app: string, allow: Anything) => ({ service: `${app}.data`, port: 9080, ...pods(app), allow });
export const used = (app: string, callers: readonly string[] = ["shop/foo"], more: Anything = {}) => ({
  as: `${app}.shop`,
  port: 9080,
  localService: "create",
  callers,
  ...more,
});

/** What they begin with. */
export const one = { bar: { expose: { a: exposed("bar", { b: { methods: ["GET"] } }) }, consume: { b: used("bar") } } };

/** The waves of a change; throws where it has none. */
export function plan(before: Side, after: Side): readonly Wave[] {
  const planned = planWaves(after, live(before));
  if ("violation" in planned)
    throw new Error(`${planned.violation.kind} in wave ${planned.violation.wave.number}: ${JSON.stringify(planned.violation.call)}`);
  return planned.waves;
}

export function live({ overlays }: Side) {
  return new Map(overlays.map(({ cluster, files }) => [cluster, files]));
}
