/** In a large federation every grant is probed in full: a fault in one of 5,000 is found. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Grant } from "../compiler/2-resolve/federation.ts";
import { makePlan, objectsOf } from "../compiler/4-plan/plan.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { largeFederation, sizeM } from "./support/large-federation.ts";
import { newRoots } from "./support/new-roots.ts";
import { type Anything, withChange } from "./support/planned.ts";
import { within } from "./support/processor-time.ts";
import { Chance } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("verify: every grant");

const text = largeFederation(sizeM, { roots: newRoots(sizeM.clusters) });
const { federation } = check(new Source("federation.yaml", text), { readFile: () => ({ problem: "is not there" }), now: sampleTime });
assert.ok(federation);
const planned = objectsOf(makePlan(federation));
const namespace = "istio-private-gateways";

/** The exposer's operation for a grant. */
function operationOf({ spec }: Anything, { exposure, consumer }: Grant): Anything {
  const host = `${exposure.service.name}.${consumer.name}.${exposure.cluster.hostname}`;
  const operations = spec.rules.flatMap(({ to }: Anything) => to.map(({ operation }: Anything) => operation));
  return operations.find(({ hosts }: Anything) => hosts.includes(host));
}

interface Fault {
  /** The cluster and the object that gets it. */
  readonly at: (grant: Grant) => readonly [cluster: string, object: string];
  readonly change: (object: Anything, grant: Grant, chance: Chance) => unknown;
}

const atExposer = (kind: string) => (grant: Grant) =>
  [grant.exposure.cluster.name, `${kind} ${namespace}/consumer-${grant.consumer.name}`] as const;
const atConsumer = (kind: string) => (grant: Grant) =>
  [grant.consumer.name, `${kind} ${namespace}/exposer-${grant.exposure.cluster.name}`] as const;

const faults: Readonly<Record<string, Fault>> = {
  "a method too many": {
    at: atExposer("AuthorizationPolicy"),
    change: (policy, grant, chance) => operationOf(policy, grant).methods.push(chance.of(["PUT", "DELETE", "PATCH"])),
  },
  "a wider path": {
    at: atExposer("AuthorizationPolicy"),
    change: (policy, grant, chance) => operationOf(policy, grant).paths.push(chance.of(["/api/*", "/api/v1*", "/health/", "*"])),
  },
  "a path too few": { at: atExposer("AuthorizationPolicy"), change: (policy, grant) => operationOf(policy, grant).paths.pop() },
  "no methods": { at: atExposer("AuthorizationPolicy"), change: (policy, grant) => delete operationOf(policy, grant).methods },
  "another local Service behind the grant": {
    at: ({ exposure }) => [exposure.cluster.name, `VirtualService ${namespace}/expose-${exposure.service.name}`],
    change: ({ spec }, { exposure }, chance) => {
      const others = (federation?.services ?? []).flatMap(({ exposures }) =>
        exposures.filter((one) => one.cluster === exposure.cluster && one !== exposure),
      );
      // Only some of the routes lead anywhere.
      spec.http.find(({ route }: Anything) => route).route[0].destination.host = chance.of(others).local.fqdn;
    },
  },
  "another cluster's principal": {
    at: atExposer("AuthorizationPolicy"),
    change: ({ spec }) => (spec.rules[0].from[0].source.principals = ["cluster.local/ns/elsewhere/sa/other"]),
  },
  "no policy at the ingress gateway": { at: atExposer("AuthorizationPolicy"), change: () => false },
  "any certificate": { at: atExposer("Gateway"), change: ({ spec }) => delete spec.servers[0].tls.subjectAltNames },
  "another partner's certificate beside the own": {
    at: atExposer("Gateway"),
    change: ({ spec }, { consumer, exposure }, chance) => {
      const others = [...(federation?.clusters.values() ?? [])].filter((one) => one !== consumer && one !== exposure.cluster);
      // Only partners' roots are trusted there.
      const partners = others.filter((one) => exposure.allows.some((allow) => allow.consumer === one));
      spec.servers[0].tls.subjectAltNames.push(chance.of(partners).identity.egress);
    },
  },
  "any server": { at: atConsumer("DestinationRule"), change: ({ spec }) => delete spec.trafficPolicy.tls.subjectAltNames },
  "another server name": {
    at: atConsumer("DestinationRule"),
    change: ({ spec }) => (spec.trafficPolicy.tls.sni = "cluster-0.c1.example.com"),
  },
  "an account of another local name at the egress gateway": {
    at: atConsumer("AuthorizationPolicy"),
    change: ({ spec }, grant, chance) => {
      const host = `${grant.exposure.service.name}.${grant.consumer.name}.${grant.exposure.cluster.hostname}`;
      const rule = spec.rules.find(({ to }: Anything) => to.some(({ operation }: Anything) => operation.hosts.includes(host)));
      const listed = (federation?.services ?? []).flatMap(({ consumptions }) =>
        consumptions.flatMap(({ cluster, callers }) => (cluster === grant.consumer && callers !== "any" ? callers : [])),
      );
      const own = new Set(grant.users.flatMap(({ callers }) => callers));
      const [other, account] = chance.of(listed.filter((caller) => !own.has(caller))).split("/");
      rule.from[0].source.principals.push(`cluster.local/ns/${other}/sa/${account}`);
    },
  },
};

test("a federation of 5,000 grants does what it says", () => {
  assert.equal(federation?.grants.length, 5000);
  assert.equal(
    within(15_000, "the proof", () => verify(federation, planned)),
    [],
  );
});

const chance = new Chance(20261129);
for (const [what, { at, change }] of Object.entries(faults))
  test(`${what}, in one grant of 5,000`, () => {
    const grant = chance.of(federation?.grants ?? []);
    const [cluster, object] = at(grant);
    const changed = withChange(planned, cluster, object, (one) => change(one, grant, chance));
    const where = `${grant.exposure.service.name} of ${grant.exposure.cluster.name} for ${grant.consumer.name}`;
    assert.ok(verify(federation as NonNullable<typeof federation>, changed, { max: 1 }).length > 0, where);
  });

test.run();
