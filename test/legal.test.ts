/** Files that are legal and unusual: each builds, and its proof holds, whatever its things are called. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { blockText } from "./support/block-text.ts";
import { inFolder } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { cluster, consumption, exposure, federation, service } from "./support/legal-parts.ts";
import { withPartners } from "./support/partners.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("legal federations");

test("two subsets of one Service are two services, with policies of their own", () => {
  for (const mode of ["gateways", "workloads"])
    for (const [first, second] of [
      ["aa", "zz"],
      ["zz", "aa"],
    ] as const)
      for (const [one, other] of [
        [{}, {}],
        [{ protect: { callers: "none" } }, { protect: { callers: ["xyz/peer"] } }],
        [{ protect: { callers: ["xyz/peer"] } }, {}],
      ]) {
        const part = (version: string, more: object) => ({
          ...exposure("bar.xyz", mode),
          subset: { version },
          selector: { app: "bar", version },
          serviceAccounts: mode === "workloads" ? [`bar-${version}`] : undefined,
          ...more,
        });
        const services = {
          [first]: service("http", part("v1", one ?? {}), consumption(first)),
          [second]: service("http", part("v2", other ?? {}), consumption(second)),
        };
        assert.equal(errors(federation({ mode, services })), [], `${mode} ${first}: ${JSON.stringify([one, other])}`);
      }
});

test("subsets that are different pods may differ in defaultDeny", () => {
  for (const mode of ["gateways", "workloads"]) {
    const part = (version: string, more: object) => ({
      ...exposure("bar.xyz", mode),
      subset: { version },
      selector: { app: "bar", version },
      serviceAccounts: mode === "workloads" ? [`bar-${version}`] : undefined,
      ...more,
    });
    const both = (more: object) =>
      errors(
        federation({
          mode,
          services: {
            one: service("http", part("v1", {}), consumption("one")),
            two: service("http", part("v2", { defaultDeny: true, ...more }), consumption("two")),
          },
        }),
      );
    assert.equal(both({}), [], mode);
    // A selector of both is a policy for both.
    assert.ok(both({ selector: { app: "bar", version: "v1" }, subset: { version: "v1" } }).includes("FED400"), mode);
  }
});

test("a failover may go on to a partner that configures itself and allows something else", () => {
  const allow = (paths: readonly string[]) => ({ a: { methods: ["GET"], paths } });
  const data = federation({});
  data.clusters.c = {
    hostname: "c.example.com",
    managed: false,
    trust: { gateways: { root: "b" } },
    gateways: { ingress: { addresses: ["192.0.2.9"] } },
  };
  data.clusters.b.gateways.ingress.addresses = "pending";
  data.services.bar = {
    protocol: "http",
    expose: {
      b: { service: "bar.xyz", port: 8080, allow: allow(["/a"]) },
      c: { service: "bar.xyz", port: 8080, allow: allow(["/b"]) },
    },
    consume: { a: { ...consumption("bar").a, failover: [{ cluster: "b" }, { cluster: "c" }] } },
  };
  assert.equal(errors(data), []);
});

test("always, where no grant is in force, is an error of the file", () => {
  const data = federation({});
  data.clusters.c = cluster("c", 2, "gateways");
  data.clusters.c.trust.gateways.root = "b";
  data.clusters.c.inactive = "it moves";
  const exposed = { service: "bar.xyz", port: 8080 };
  data.services.bar = {
    protocol: "http",
    expose: {
      b: { ...exposed, allow: { a: { methods: ["GET"], inactive: "not yet" } } },
      c: { ...exposed, allow: { a: { methods: ["GET"] } } },
    },
    consume: {
      a: {
        ...consumption("bar").a,
        localService: "existing",
        callerLabels: { app: "web" },
        routes: [
          {
            to: [
              { local: {}, weight: 50 },
              { cluster: "b", weight: 50 },
              { cluster: "c", weight: 0 },
            ],
          },
        ],
      },
    },
  };
  assert.equal(errors(data), []);
  assert.equal(errors({ ...data, assertions: [{ always: { from: "a", to: "bar", method: "GET" } }] }), ["FED388"]);
});

test("an allow that is not in force refuses no caller, so that nothing is warned of", () => {
  const data = federation({ mode: "workloads" });
  data.clusters.c = cluster("c", 2, "workloads");
  data.clusters.c.trust = { ...data.clusters.b.trust, workloads: { root: "b", domain: "c.mesh" } };
  const exposed = { ...exposure("bar.xyz", "workloads"), allow: { a: { methods: ["GET"], callers: ["default/*"] } } };
  const inactive = { ...exposed, allow: { a: { ...exposed.allow.a, inactive: "not yet" } } };
  const used = { as: "bar.default", port: 80, localService: "existing", callers: ["default/*"], via: "direct" };
  const failover = [{ cluster: "b" }, { cluster: "c" }];
  data.services.bar = { protocol: "http", expose: { b: exposed, c: inactive }, consume: { a: { ...used, failover } } };
  assert.equal(codes(data, "error"), []);
  assert.equal(codes(data, "warning"), []);
});

test("one local name speaks HTTP in one cluster and tcp in the other", () => {
  const there = { a: { ...exposure("ledger.xyz", "gateways"), allow: { b: { methods: ["GET"] } } } };
  const services = {
    ledger: {
      protocol: "tcp",
      expose: { b: { ...exposure("ledger.xyz", "gateways"), allow: { a: "any" } } },
      consume: consumption("books"),
    },
    web: {
      protocol: "http",
      expose: there,
      consume: { b: { ...consumption("books").a, localService: "existing", callerLabels: { a: "b" } } },
    },
  };
  assert.equal(errors(federation({ services })), []);
});

test("a Service that is offered is called by a local name, too: what both say of its pods goes together", () => {
  const offered = (subset: object, accounts: readonly string[]) => ({
    ...exposure("bar.default", "workloads"),
    ...subset,
    serviceAccounts: accounts,
  });
  const called = (local: object) => {
    const routes = [{ match: { methods: ["GET"] }, to: [{ cluster: "a" }] }, { to: [{ local }] }];
    return {
      b: { as: "bar.default", port: 8080, localService: "existing", callers: ["default/web"], callerLabels: { app: "web" }, routes },
    };
  };
  const elsewhere = { a: { ...exposure("foo.xyz", "workloads"), allow: { b: { methods: ["GET"], callers: ["default/web"] } } } };
  const found = (offer: object, local: object) =>
    errors(
      federation({
        mode: "workloads",
        services: {
          bar: service("http", offer, consumption("other")),
          foo: { protocol: "http", expose: elsewhere, consume: called(local) },
        },
      }),
    );
  const v1 = { subset: { version: "v1" }, serviceAccounts: ["one"] };
  assert.equal(found(offered({ subset: { version: "v2" } }, ["two"]), v1), []);
  assert.equal(found(offered({}, ["one", "two"]), v1), []);
  assert.equal(found(offered({}, ["two"]), { subset: { version: "v1" } }), []);
  assert.equal(found(offered({}, ["two"]), v1), ["FED416"]);
  assert.equal(found(offered({ subset: { version: "v2" } }, ["two"]), { serviceAccounts: ["one"] }), ["FED416"]);
});

test("an assertion about a path is about calls of that path", () => {
  const routes = [{ match: { path: { prefix: "/v2/" } }, to: [{ cluster: "b" }] }, { to: [{ local: {} }] }];
  const exposed = { ...exposure("bar.xyz", "gateways"), allow: { a: { methods: ["GET"], paths: ["/v2/*", "/health"] } } };
  const used = { a: { ...consumption("bar").a, localService: "existing", callerLabels: { app: "web" }, routes } };
  const about = (assertion: object) =>
    errors({ ...federation({ services: { bar: { protocol: "http", expose: { b: exposed }, consume: used } } }), assertions: [assertion] });
  const call = { from: "a", to: "bar" };
  assert.equal(about({ never: { ...call, path: "/admin" } }), []);
  assert.equal(about({ never: { ...call, path: "/v2/list" } }), ["FED388"]);
  assert.equal(about({ always: { ...call, method: "GET", path: "/v2/list" } }), []);
  assert.equal(about({ always: { ...call, method: "GET", path: "/health" } }), ["FED388"]);
});

test("an assertion about a partner that configures itself is decided as far as overlays reach", () => {
  for (const assertion of [{ always: { from: "a", to: "pay", method: "POST" } }, { never: { from: "a", to: "pay", method: "GET" } }]) {
    const exposed = { service: "pay.xyz", port: 8080, allow: { a: { methods: ["POST"] } } };
    const data = federation({ services: { pay: { protocol: "http", expose: { b: exposed }, consume: consumption("pay") } } });
    const { gitops, istio, ...partner } = data.clusters.b;
    partner.managed = false;
    partner.trust = { gateways: { root: "b" } };
    assert.equal(errors({ ...data, clusters: { ...data.clusters, b: partner }, assertions: [assertion] }), []);
  }
});

for (const mode of ["gateways", "workloads"])
  test(`partners by the dozen, each with a root of its own, in mode ${mode}`, async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "federation.yaml"), JSON.stringify(withPartners(22, mode)));
      for (const args of [["build"], ["verify"], ["diff"], ["trust", "plan"]]) {
        const { status, stderr } = await fedcInside(args, folder);
        assert.is(status, 0, `${args.join(" ")}: ${stderr}`);
      }
    });
  });

/** Codes of errors; it throws where what is made of the file does not do what it says. */
function errors(data: unknown): readonly string[] {
  return codes(data, "error");
}

function codes(data: unknown, wanted: string): readonly string[] {
  const readFile = () => ({ problem: "is not there" });
  const { findings } = compile(new Source("federation.yaml", blockText(data)), { readFile, now: sampleTime });
  return findings
    .sorted()
    .filter(({ severity }) => severity === wanted)
    .map(({ code }) => code);
}

test.run();
