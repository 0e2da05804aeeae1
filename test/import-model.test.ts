import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fedc, inFolder, root } from "./support/fedc.ts";

const proving = suite("what hand-made objects let through is the model's word, not the importer's");
const env = { SOURCE_DATE_EPOCH: "1795219200" };
const sample = (name: string) => readFileSync(join(root, "test/samples/import", name), "utf8");

interface Imported {
  readonly byHand: readonly { readonly from: string; readonly as: string; readonly caller: string }[];
  readonly changes: readonly { readonly kind: string; readonly access: { readonly caller: string } }[];
  readonly unreached: readonly { readonly as: string; readonly why: string }[];
  readonly notFollowed: readonly { readonly as: string; readonly reasons: readonly string[] }[];
}

/** Imports the sample `gateways` with changed dumps. */
function imported(shop: (text: string) => string, warehouse: (text: string) => string = (text) => text): Imported {
  let answer: Imported | undefined;
  inFolder((folder) => {
    for (const [cluster, change] of [
      ["shop", shop],
      ["warehouse", warehouse],
    ] as const) {
      const before = sample(`gateways/${cluster}.yaml`);
      writeFileSync(join(folder, `${cluster}.yaml`), change(before));
    }
    const { stdout, stderr } = fedc(["import", "shop=shop.yaml", "warehouse=warehouse.yaml", "--dry-run", "--json"], { cwd: folder, env });
    assert.is(stderr, "");
    answer = JSON.parse(stdout) as Imported;
  });
  return answer as Imported;
}

function changed(from: string, to: string): (text: string) => string {
  return (text) => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  };
}

proving("the sample as it is: every name is followed, and the draft changes nothing", () => {
  const { byHand, changes, unreached, notFollowed } = imported((text) => text);
  assert.equal([changes, unreached, notFollowed], [[], [], []]);
  assert.equal([...new Set(byHand.map(({ as }) => as.split(".")[0]))].sort(), ["prices", "stock"]);
});

proving("a server name that no gateway serves: the importer sees a way, the model sees that no call arrives", () => {
  const { unreached, changes } = imported(changed("sni: warehouse.partner.internal }", "sni: elsewhere.partner.example }"));
  assert.match(unreached.find(({ as }) => as.startsWith("stock."))?.why ?? "", "serves nothing under `elsewhere.partner.example`");
  assert.ok(changes.some(({ kind }) => kind === "gained"));
});

proving("a denial at the egress gateway that the draft does not have is a gain of the draft", () => {
  const denial = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-web, namespace: edge }
spec:
  action: DENY
  selector: { matchLabels: { istio: edge-egress } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/default/sa/web] } }] }]
`;
  const { changes } = imported((text) => text + denial);
  assert.ok(changes.some(({ kind, access }) => kind === "gained" && access.caller === "default/web"));
});

proving("a second VirtualService for one host: whichever Istio follows is not known", () => {
  const double = `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: stock-too, namespace: default }
spec: { hosts: [stock.default.svc.cluster.local], http: [{ route: [{ destination: { host: prices } }] }] }
`;
  const { notFollowed } = imported((text) => text + double);
  assert.match(notFollowed.find(({ as }) => as.startsWith("stock."))?.reasons.join() ?? "", "for one host");
});

for (const [what, object] of [
  [
    "an EnvoyFilter at the gateway",
    "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: odd, namespace: edge }\nspec: { workloadSelector: { labels: { istio: edge-ingress } } }",
  ],
  [
    "a policy that asks for tokens",
    "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: odd, namespace: edge }\nspec: { selector: { matchLabels: { istio: edge-ingress } }, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }",
  ],
  [
    "an authorization by others",
    "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: odd, namespace: edge }\nspec: { action: CUSTOM, provider: { name: x }, selector: { matchLabels: { istio: edge-ingress } }, rules: [{}] }",
  ],
  [
    "a policy for routes of another API",
    "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: odd, namespace: edge }\nspec: { targetRefs: [{ kind: Gateway, name: partners, group: gateway.networking.k8s.io }], rules: [{}] }",
  ],
] as const)
  proving(`${what} makes the names not known, each with the object`, () => {
    const { notFollowed, changes } = imported(
      (text) => text,
      (text) => `${text}---\n${object}\n`,
    );
    // A rule that is not read may let a third name through.
    assert.ok(notFollowed.length >= 2, JSON.stringify(notFollowed));
    for (const { reasons } of notFollowed)
      assert.match(reasons.join(), /warehouse\.yaml:\d+: (EnvoyFilter|AuthorizationPolicy) edge\/odd of warehouse/);
    assert.equal(changes, []);
  });

proving("an object of another host touches nothing", () => {
  const other = `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: other, namespace: default }
spec: { hosts: [other.example], http: [{ fault: { abort: { httpStatus: 500 } }, route: [{ destination: { host: prices } }] }] }
`;
  assert.equal(imported((text) => text + other).notFollowed, []);
});

proving("a name that federation.yaml cannot have is left out with the reason", () => {
  inFolder((folder) => {
    writeFileSync(
      join(folder, "shop.yaml"),
      `${sample("gateways/shop.yaml").replaceAll("namespace: default", "namespace: default ")}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: bare }
spec: { hosts: [bare], http: [{ route: [{ destination: { host: egress.edge.svc.cluster.local, port: { number: 443 } } }], rewrite: { authority: stock.warehouse.partner.internal } }] }
`,
    );
    writeFileSync(join(folder, "warehouse.yaml"), sample("gateways/warehouse.yaml"));
    const { status, stdout, stderr } = fedc(["import", "shop=shop.yaml", "warehouse=warehouse.yaml"], { cwd: folder, env });
    assert.is(status, 0, stderr);
    assert.match(stdout.replace(/\s+/g, " "), "VirtualService bare: `bare` is not in the draft: no object tells its namespace");
    assert.is(fedc(["check"], { cwd: folder, env }).status, 0);
  });
});

proving.run();
