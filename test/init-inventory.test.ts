import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { fedc, inFolder, root } from "./support/fedc.ts";
import { Openssl } from "./support/openssl.ts";

const beginning = suite("beginning with what stands");
const openssl = new Openssl();

/** Two clusters as dumps tell them: a mesh configuration, an authority, a load balancer, and applications. */
function dumps(folder: string): void {
  const { pem } = openssl.root({ days: 30, subject: "/CN=our gateways" });
  mkdirSync(join(folder, "dumps/warehouse"), { recursive: true });
  mkdirSync(join(folder, "dumps/shop"));
  const secret = Buffer.from(pem).toString("base64");
  writeFileSync(
    join(folder, "dumps/warehouse/all.yaml"),
    `apiVersion: v1
kind: Namespace
metadata: { name: logistics, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Namespace
metadata: { name: istio-private-gateways }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "trustDomain: warehouse.example\\npathNormalization: { normalization: MERGE_SLASHES }\\n" }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: edge-ca }
spec: { ca: { secretName: edge-ca } }
---
apiVersion: v1
kind: Secret
metadata: { name: edge-ca, namespace: cert-manager }
data:
  tls.crt: ${secret}
  tls.key: c2VjcmV0IQ==
---
apiVersion: v1
kind: Service
metadata: { name: front, namespace: edge }
spec: { type: LoadBalancer, selector: { gate: front }, ports: [{ name: https, port: 443 }] }
status: { loadBalancer: { ingress: [{ ip: 192.0.2.77 }] } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: edge }
spec: { selector: { gate: front }, servers: [] }
---
apiVersion: v1
kind: Service
metadata: { name: stock, namespace: logistics }
spec: { selector: { app: stock }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: stock, namespace: logistics }
spec: { template: { metadata: { labels: { app: stock } }, spec: { serviceAccountName: stock, containers: [] } } }
---
apiVersion: v1
kind: Service
metadata: { name: queue, namespace: logistics }
spec: { selector: { app: stock }, ports: [{ name: http, port: 80 }, { name: tcp-amqp, port: 5672 }] }
---
apiVersion: v1
kind: Service
metadata: { name: dns, namespace: kube-system }
spec: { selector: { app: dns }, ports: [{ name: http, port: 80 }] }
`,
  );
  writeFileSync(
    join(folder, "dumps/shop/all.yaml"),
    `apiVersion: v1
kind: Namespace
metadata: { name: default, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: stock, namespace: default }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec: { template: { metadata: { labels: { app: web } }, spec: { serviceAccountName: web, containers: [] } } }
`,
  );
}

beginning("init proposes clusters, settings, roots and services, and exposes nothing", () =>
  inFolder((folder) => {
    dumps(folder);
    const { status, stdout, stderr } = fedc(["init", "retail", "--inventory", "dumps"], { cwd: folder });
    assert.is(status, 0, stderr);
    assert.match(stdout, "fedc expose queue --cluster warehouse --service queue.logistics");
    const text = readFileSync(join(folder, "retail/federation.yaml"), "utf8");
    const { clusters, trust, services } = parse(text);
    assert.equal(services, {});
    assert.equal(Object.keys(clusters), ["shop", "warehouse"]);
    assert.is(clusters.shop.hostname, "shop.example.com");
    assert.is(clusters.warehouse.hostname, "federation.warehouse.example");
    assert.equal(clusters.warehouse.trust.workloads, { domain: "warehouse.example" });
    assert.equal(clusters.warehouse.trust.gateways.certificate.issuerRef, { kind: "ClusterIssuer", name: "edge-ca" });
    assert.equal(clusters.warehouse.istio, { pathNormalization: "MERGE_SLASHES" });
    assert.is(clusters.warehouse.gateways.namespace, "federation-gateways");
    assert.equal(trust.roots, { "warehouse-ca": [{ file: "trust/warehouse-ca.pem" }] });
    const root = readFileSync(join(folder, "retail/trust/warehouse-ca.pem"), "utf8");
    assert.match(root, /^-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----\n$/);
    assert.not.match(text + root, /secret!|c2VjcmV0/);
    for (const line of ["# {5}stock.logistics:8080, http", "# {5}queue.logistics:5672, tcp", "Service edge/front has 192.0.2.77"])
      assert.match(text, new RegExp(line));
    assert.not.match(text, /dns\.kube-system|front\.edge:/);
    const checked = fedc(["check", "--inventory", "../dumps"], { cwd: join(folder, "retail") });
    assert.is(checked.status, 0, checked.stderr);
    assert.not.match(checked.stderr, /error\[|warning\[/);
  }),
);

beginning("a hostname from the command line, and a cluster without a dump", () =>
  inFolder((folder) => {
    dumps(folder);
    const words = ["init", "retail", "--inventory", "shop=dumps/shop", "--cluster", "shop=shop.test", "--cluster", "kiosk=kiosk.test"];
    assert.is(fedc(words, { cwd: folder }).status, 0);
    const { clusters } = parse(readFileSync(join(folder, "retail/federation.yaml"), "utf8"));
    assert.equal([clusters.shop.hostname, clusters.kiosk.hostname], ["shop.test", "kiosk.test"]);
  }),
);

const samples = join(root, "test/samples/import");
for (const name of readdirSync(samples))
  beginning(`${name}: what init writes passes check with the same dumps`, () =>
    inFolder((folder) => {
      cpSync(join(samples, name), join(folder, "dumps"), { recursive: true });
      assert.is(fedc(["init", "new", "--inventory", "dumps"], { cwd: folder }).status, 0);
      const { status, stderr } = fedc(["check", "--inventory", "../dumps"], { cwd: join(folder, "new") });
      assert.is(status, 0, stderr);
    }),
  );

beginning("a folder whose name is none of a cluster is refused, and nothing is written", () =>
  inFolder((folder) => {
    mkdirSync(join(folder, "dumps/Shop 1"), { recursive: true });
    writeFileSync(join(folder, "dumps/Shop 1/a.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: { name: default }\n");
    const { status, stderr } = fedc(["init", "retail", "--inventory", "dumps"], { cwd: folder });
    assert.is(status, 1);
    assert.match(stderr, "`Shop 1` is no name of a cluster");
    assert.not.ok(existsSync(join(folder, "retail")));
  }),
);

beginning("expose and consume take from dumps what is left out, and tell the choices", () =>
  inFolder((folder) => {
    dumps(folder);
    assert.is(fedc(["init", "--inventory", "dumps", "--name", "retail"], { cwd: folder }).status, 0);
    const file = join(folder, "federation.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8")
        .replace(
          "      # ingress:              # to expose: calls come in here\n      #   addresses: pending ",
          "      ingress:\n        addresses: pending ",
        )
        .replace(
          /^ {4}# trust:.*\n( {4}#.*\n)+/m,
          "    trust: { gateways: { root: warehouse-ca, certificate: { issuerRef: { kind: ClusterIssuer, name: x } } } }\n",
        ),
    );
    const words = (...own: string[]) => fedc([...own, "--inventory", "dumps"], { cwd: folder });
    const wrong = words("expose", "stoc", "--cluster", "warehouse");
    assert.match(wrong.stderr, "has no Service `stoc`");
    assert.match(wrong.stderr, "`stock`");
    assert.match(words("expose", "queue", "--cluster", "warehouse").stderr, /add `--port`: 80 \(http\), 5672 \(tcp\)/);
    assert.match(
      words("expose", "x", "--cluster", "warehouse", "--service", "gone.logistics", "--port", "1", "--protocol", "http").stderr,
      "FED610",
    );
    assert.is(words("expose", "queue", "--cluster", "warehouse", "--port", "5672").status, 0);
    const { status, stderr } = words(
      "expose",
      "stock",
      "--cluster",
      "shop",
      "--service",
      "stock.default",
      "--protocol",
      "http",
      "--port",
      "80",
    );
    assert.ok(status === 0 || stderr.includes("FED"), stderr);
    const { services } = parse(readFileSync(file, "utf8"));
    assert.equal(services.queue, { protocol: "tcp", expose: { warehouse: { service: "queue.logistics", port: 5672 } } });
    const consumed = words("consume", "queue", "--cluster", "shop", "--as", "stock.default", "--port", "80", "--callers", "default/web");
    assert.is(consumed.status, 0, consumed.stderr);
    assert.is(parse(readFileSync(file, "utf8")).services.queue.consume.shop.localService, "existing");
    const added = words(
      "consume",
      "queue",
      "--cluster",
      "warehouse",
      "--as",
      "fresh.logistics",
      "--port",
      "80",
      "--callers",
      "logistics/stock",
    );
    if (added.status === 0) assert.is(parse(readFileSync(file, "utf8")).services.queue.consume.warehouse.localService, "create");
  }),
);

beginning("shells complete Services, ports and accounts of the dumps", () =>
  inFolder((folder) => {
    dumps(folder);
    const offered = (...words: string[]) => fedc(["__complete", ...words], { cwd: folder }).stdout;
    const services = offered("expose", "stock", "--cluster", "warehouse", "--service", "");
    assert.is(services, "queue.logistics\t80 http, 5672 tcp\nstock.logistics\t8080 http\n");
    assert.is(offered("expose", "x", "--cluster", "warehouse", "--service", "queue.logistics", "--port", ""), "80\thttp\n5672\ttcp\n");
    assert.is(offered("consume", "x", "--cluster", "shop", "--as", ""), "stock.default\t80 http\n");
    assert.match(offered("consume", "x", "--cluster", "shop", "--callers", ""), "default/web");
    assert.is(offered("consume", "x", "--inventory", "nowhere", "--as", ""), "");
  }),
);

beginning.run();
