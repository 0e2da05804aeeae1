/** Subsets of a remote Service: legal files are built and proven, and objects that confuse two subsets are noticed. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../compiler/5-verify/verify.ts";
import { accessOf } from "../compiler/access/access.ts";
import { type Anything, plannedObjects, withChange } from "./support/planned.ts";
import { exposed, type Shop, shop, used } from "./support/shop.ts";

const test = suite("subsets");

const subsets = { v1: { version: "v1" }, v2: { version: "v2" } };
const get = { methods: ["GET"] };
const v1 = { cluster: "a", subset: "v1" };
const v2 = { cluster: "a", subset: "v2" };
const tester = { match: { headers: { "x-tester": { exact: "yes" } } }, to: [v2] };
const canary = [
  tester,
  {
    to: [
      { ...v1, weight: 90 },
      { ...v2, weight: 10 },
    ],
  },
];
const protocols = { http: get, http2: get, grpc: { rpcs: "any" } };

function offered(more: Anything = {}, allow: Anything = { b: get }): Anything {
  return { ...exposed("bar", allow), subsets, ...more };
}

/** `b` uses a service of `a`. */
function bar(expose: Anything, use: Anything, more: Partial<Shop> & { protocol?: string } = {}): Readonly<Record<string, Anything>> {
  return { bar: { expose: { a: expose }, consume: { b: used("bar", ["shop/foo"], use) }, ...more } };
}

/** Legal in both modes. */
const legal: Readonly<Record<string, Readonly<Record<string, Anything>>>> = {
  "nobody chooses": bar(offered(), {}),
  "a canary": bar(offered(), { routes: canary }),
  "only one is chosen": bar(offered(), { routes: [{ to: [v2] }] }),
  "a subset beside the whole": bar(offered(), { routes: [tester, { to: [{ cluster: "a" }] }] }),
  "a subset and the whole share": bar(offered(), {
    routes: [
      {
        to: [
          { cluster: "a", weight: 50 },
          { ...v2, weight: 50 },
        ],
      },
    ],
  }),
  "the exposer shares": bar(offered({ weights: { v1: 90, v2: 10 } }), {}),
  "the exposer shares, and the consumer chooses": bar(offered({ weights: { v1: 100 } }), { routes: [tester, { to: [{ cluster: "a" }] }] }),
  "one is given": bar(offered({}, { b: { ...get, subsets: ["v1"] }, c: get }), {}, { consume: { b: used("bar"), c: used("bar") } }),
  "two of three are given": bar(
    offered(
      { subsets: { ...subsets, v3: { version: "v3" } }, weights: { v1: 60, v2: 20, v3: 20 } },
      { b: { ...get, subsets: ["v1", "v2"] }, c: get },
    ),
    { routes: [tester, { to: [{ cluster: "a" }] }] },
    { consume: { b: used("bar", ["shop/foo"], { routes: [tester, { to: [{ cluster: "a" }] }] }), c: used("bar") } },
  ),
  "protected and denied": bar(offered({ protect: { callers: ["data/own"] }, defaultDeny: true }), { routes: canary }),
  "within the pods that serve the federation": bar(offered({ subset: { track: "public" } }), { routes: canary }),
  "labels that overlap": bar(offered({ subsets: { v1: { version: "v1" }, v2: { version: "v1", track: "new" } } }), { routes: canary }),
  "two names for the same pods": bar(offered({ subsets: { v1: subsets.v1, v2: subsets.v1 } }), { routes: canary }),
  "names that fedc itself uses": bar(offered({ subsets: { "tls-passthrough": subsets.v1, subset: subsets.v2 } }), {
    routes: [
      {
        to: [
          { cluster: "a", subset: "tls-passthrough", weight: 50 },
          { cluster: "a", subset: "subset", weight: 50 },
        ],
      },
    ],
  }),
  "the longest names": {
    ["s".repeat(40)]: {
      expose: { a: offered({ subsets: { ["t".repeat(20)]: subsets.v1 } }) },
      consume: { b: used("bar", ["shop/foo"], { routes: [{ to: [{ cluster: "a", subset: "t".repeat(20) }] }] }) },
    },
  },
  "two names with callers of their own": bar(
    offered(),
    {},
    {
      consume: {
        b: [
          used("bar", ["shop/foo"], { routes: [{ to: [v1] }] }),
          { ...used("bar", ["shop/other"], { routes: [{ to: [v2] }] }), as: "next.shop" },
        ],
      },
    },
  ),
  "a full host name": bar(offered(), { as: "bar.xyz.global", routes: canary }),
  "a full host name for one subset": bar(offered(), { as: "bar.xyz.global", routes: [{ to: [v2] }] }),
  "a failover to a subset": {
    bar: {
      expose: { a: offered({}, { b: get }), c: exposed("bar", { b: get }) },
      consume: { b: used("bar", ["shop/foo"], { via: "direct", failover: [v2, { cluster: "c" }] }) },
    },
  },
  "a failover to a subset beside a route to another": {
    bar: {
      expose: { a: offered({}, { b: get }), c: exposed("bar", { b: get }) },
      consume: {
        b: [
          used("bar", ["shop/foo"], { via: "direct", failover: [v2, { cluster: "c" }] }),
          { ...used("bar", ["shop/foo"], { routes: [{ to: [v1] }] }), as: "first.shop" },
        ],
      },
    },
  },
};

for (const mode of ["gateways", "workloads"] as const) {
  for (const [name, services] of Object.entries(legal)) test(`mode ${mode}: ${name}`, () => assert.ok(shop(services, mode).overlays));

  for (const [protocol, allow] of Object.entries(protocols))
    test(`mode ${mode}: a canary of ${protocol}`, () => {
      const routes = [
        tester,
        {
          to: [
            { ...v1, weight: 90 },
            { ...v2, weight: 10 },
          ],
        },
      ];
      assert.ok(shop(bar(offered({}, { b: allow }), { routes }, { protocol }), mode).overlays);
    });
}

test("mode gateways: a subset below a path", () => {
  assert.ok(shop(bar(offered({ path: "/bar/" }), { routes: canary })).overlays);
});

test("mode workloads: a failover from the local Service to a subset", () => {
  const failover = [{ local: { serviceAccounts: ["bar"], portName: "http" } }, v2];
  assert.ok(shop(bar(offered(), { localService: "existing", via: "direct", failover }), "workloads").overlays);
});

test("mode workloads: a canary of tcp, with one subset given", () => {
  const routes = [
    {
      to: [
        { ...v1, weight: 50 },
        { ...v2, weight: 50 },
      ],
    },
  ];
  assert.ok(shop(bar(offered({}, { b: {} }), { routes }, { protocol: "tcp" }), "workloads").overlays);
  assert.ok(shop(bar(offered({}, { b: { subsets: ["v1"] } }), {}, { protocol: "tcp" }), "workloads").overlays);
});

for (const mode of ["gateways", "workloads"] as const)
  test(`mode ${mode}: without a subset that is named, subsets cost nothing`, () => {
    const texts = (services: Readonly<Record<string, Anything>>) =>
      shop(services, mode).overlays.map(({ files }) => [...files].filter(([path]) => path.endsWith(".yaml")));
    assert.equal(texts(bar(offered(), {})), texts(bar(exposed("bar", { b: get }), {})));
  });

test("access names the subset of each route, also of one for a method that the grant does not name", () => {
  const routes = [{ match: { methods: ["POST"] }, to: [v2] }, { to: [{ cluster: "a" }] }];
  const { federation } = shop(bar(offered({ weights: { v1: 70, v2: 30 } }, { b: { methods: "any" } }), { routes }));
  assert.equal(
    accessOf(federation, plannedObjects(federation)).map(({ when, subset, share }) => [when, subset, share]),
    [
      ["method is POST", "v2", 100],
      [undefined, "v1", 70],
      [undefined, "v2", 30],
    ],
  );
});

/** A change of one object, after which a call reaches other pods than federation.yaml says. */
const confusions: readonly (readonly [what: string, cluster: string, object: string, change: (object: Anything) => void])[] = [
  [
    "the labels of two subsets are swapped",
    "a",
    "DestinationRule istio-private-gateways/local-bar.data",
    ({ spec }) => {
      [spec.subsets[0].labels, spec.subsets[1].labels] = [spec.subsets[1].labels, spec.subsets[0].labels];
    },
  ],
  [
    "a subset has no labels",
    "a",
    "DestinationRule istio-private-gateways/local-bar.data",
    ({ spec }) => {
      delete spec.subsets[0].labels;
    },
  ],
  [
    "the host of one subset leads to another",
    "a",
    "VirtualService istio-private-gateways/expose-bar--v2",
    ({ spec }) => {
      const [{ route }] = spec.http ?? spec.tls;
      route[0].destination.subset = route[0].destination.subset.replace("v2", "v1");
    },
  ],
  [
    "the consumer's shares are swapped",
    "b",
    "VirtualService shop/federation-bar",
    ({ spec }) => {
      const [, { route }] = spec.http;
      [route[0].weight, route[1].weight] = [route[1].weight, route[0].weight];
    },
  ],
  [
    "the exposer's shares are swapped",
    "a",
    "VirtualService istio-private-gateways/expose-bar",
    ({ spec }) => {
      const [{ route }] = spec.http ?? spec.tls;
      [route[0].weight, route[1].weight] = [route[1].weight, route[0].weight];
    },
  ],
];

for (const mode of ["gateways", "workloads"] as const) {
  const services = bar(
    offered({ weights: { v1: 70, v2: 30 } }),
    {},
    {
      consume: {
        b: used("bar", ["shop/foo"], { routes: canary }),
        c: used("bar"),
      },
      expose: { a: offered({ weights: { v1: 70, v2: 30 } }, { b: get, c: get }) },
    },
  );
  const { federation } = shop(services, mode);
  const planned = plannedObjects(federation);
  for (const [what, cluster, object, change] of confusions)
    test(`mode ${mode}: the proof notices that ${what}`, () => {
      assert.equal(verify(federation, planned), []);
      assert.ok(verify(federation, withChange(planned, cluster, object, change)).length > 0);
    });
}

test.run();
