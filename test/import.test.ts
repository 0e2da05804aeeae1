import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";

const importing = suite("importing a federation by hand");
const samples = join(root, "test/samples/import");
const env = { SOURCE_DATE_EPOCH: "1795219200" };

for (const name of readdirSync(samples))
  importing(
    `${name}: the draft passes check, and the report is as expected`,
    async () =>
      await inFolder(async (folder) => {
        cpSync(join(samples, name), join(folder, "dumps"), { recursive: true });
        const { status, stdout, stderr } = await fedcInside(["import", "dumps", "--name", "retail"], folder, env);
        assert.is(status, 0, stderr);
        assertFile(join(samples, name, "report.txt"), stdout);
        assertFile(join(samples, name, "draft.txt"), readFileSync(join(folder, "federation.yaml"), "utf8"));
        const checked = await fedcInside(["check"], folder, env);
        assert.is(checked.status, 0, checked.stderr);
        assert.is((await fedcInside(["build"], folder, env)).status, 0);
        // It never overwrites.
        const again = await fedcInside(["import", "dumps"], folder, env);
        assert.is(again.status, 1);
        assert.match(again.stderr, "exists already");
      }),
  );

/** As `compiler/import/accounted-objects.ts` has them, written once more. */
const accountedKinds =
  /^(VirtualService|Gateway|DestinationRule|ServiceEntry|Sidecar|EnvoyFilter|WorkloadEntry|\w+Policy|\w+Authentication)$/;

for (const name of readdirSync(samples))
  importing(`${name}: every object is in the draft, left out with a reason, or not of the federation`, async () => {
    const imported = JSON.parse((await fedcInside(["import", join(samples, name), "--dry-run", "--json"], root, env)).stdout);
    const { clusters } = JSON.parse((await fedcInside(["inventory", join(samples, name), "--json"], root, env)).stdout);
    const reasons = new Set(imported.notExpressed.map((one: { cluster: string; name: string }) => `${one.cluster} ${one.name}`));
    for (const { cluster, kinds } of clusters) {
      const account = imported.objects.find((one: { cluster: string }) => one.cluster === cluster);
      const all = [...account.expressed, ...account.leftOut, ...account.unrelated].map((one) => `${one.kind} ${one.namespace}/${one.name}`);
      const counted = Object.entries<number>(kinds).filter(([kind]) => accountedKinds.test(kind) && kind !== "NetworkPolicy");
      assert.is(new Set(all).size, all.length);
      assert.is(
        all.length,
        counted.reduce((sum, [, count]) => sum + count, 0),
      );
      for (const one of account.leftOut) assert.ok(reasons.has(`${cluster} ${one.name}`), one.name);
    }
  });

importing("a name that federation.yaml would not take is refused, and nothing is written", () =>
  inFolder(async (folder) => {
    cpSync(join(samples, "gateways/shop.yaml"), join(folder, "dumps/Shop_1.yaml"));
    cpSync(join(samples, "gateways/warehouse.yaml"), join(folder, "dumps/warehouse.yaml"));
    const cluster = await fedcInside(["import", "dumps"], folder, env);
    assert.is(cluster.status, 1);
    assert.match(cluster.stderr, "`Shop_1` is no name of a cluster\n  = help: give its dump as CLUSTER=DIR");
    const named = ["shop=dumps/Shop_1.yaml", "warehouse=dumps/warehouse.yaml"];
    const federation = await fedcInside(["import", ...named, "--name", "Ret ail"], folder, env);
    assert.is(federation.status, 1);
    assert.match(federation.stderr, "`Ret ail` is no name of a federation");
    assert.not(existsSync(join(folder, "federation.yaml")));
    assert.is((await fedcInside(["import", ...named], folder, env)).status, 0);
  }),
);

importing(
  "of control planes that read each other's Services it says that no object names what is called",
  async () =>
    await inFolder(async (folder) => {
      for (const cluster of ["east", "west"])
        writeFileSync(
          join(folder, `${cluster}.yaml`),
          `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: between, namespace: edge }
spec: { servers: [{ port: { number: 15443, name: tls, protocol: TLS }, hosts: ["*.local"], tls: { mode: AUTO_PASSTHROUGH } }] }
`,
        );
      const { status, stderr } = await fedcInside(["import", "east=east.yaml", "west=west.yaml", "--dry-run"], folder);
      assert.is(status, 1);
      assert.match(stderr, /Gateway edge\/between: it passes TLS by server name, and no object here leads to it/);
    }),
);

importing(
  "objects with fields of other types are no crash",
  async () =>
    await inFolder(async (folder) => {
      writeFileSync(
        join(folder, "a.yaml"),
        `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: odd, namespace: default }
spec:
  hosts: [a, 5, null]
  http: [{ match: [null, 3, { uri: 7, headers: { x: null } }], route: [{ destination: { host: b.far } }, null, { destination: null }] }, null, 7]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: odd }
spec: { hosts: [b.far, "*"], endpoints: [null, { address: 5 }, { address: 192.0.2.9, ports: [1], labels: 7 }], ports: [null, { number: "80" }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: odd, namespace: default }
spec: { host: b.far, subsets: [null, { name: 3 }], trafficPolicy: { tls: [], portLevelSettings: [null] } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: odd, namespace: default }
spec: { rules: [null, { from: [null, { source: null }], to: [null], when: [null] }], selector: { matchLabels: null } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: no-spec, namespace: default }
`,
      );
      writeFileSync(
        join(folder, "b.yaml"),
        `apiVersion: v1
kind: Service
metadata: { name: odd, namespace: edge }
spec: { type: LoadBalancer, selector: 5 }
status: { loadBalancer: { ingress: [null, { ip: 192.0.2.9 }] } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: odd, namespace: edge }
spec:
  hosts: [a.default.svc.cluster.local]
  gateways: [null, in]
  http: [{ route: [{ destination: { host: q.edge.svc.cluster.local } }, null], match: [{ uri: null }], rewrite: 4 }, null]
`,
      );
      const { status, stderr } = await fedcInside(["import", "a=a.yaml", "b=b.yaml", "--dry-run"], folder);
      assert.ok(status === 0 || status === 1, stderr);
      assert.not.match(stderr, /TypeError|bug of fedc| {4}at /);
    }),
);

importing(
  "dumps that no hand-made object connects are refused, with what was seen",
  async () =>
    await inFolder(async (folder) => {
      cpSync(join(samples, "gateways/shop.yaml"), join(folder, "shop.yaml"));
      const { status, stderr } = await fedcInside(["import", "shop=shop.yaml", "--dry-run"], folder);
      assert.is(status, 1);
      assert.match(stderr, /no hand-made object leads[\s\S]*ServiceEntry edge\/warehouse: its endpoint is no address/);
    }),
);

function assertFile(path: string, text: string): void {
  if (process.env.UPDATE === "1") writeFileSync(path, text);
  assert.fixture(text, existsSync(path) ? readFileSync(path, "utf8") : "", path);
}

importing.run();
