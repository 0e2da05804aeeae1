/** What tables decide about clusters, roots and accounts that have nothing to do with a grant: the same as if each of their calls were followed. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Federation } from "../compiler/2-resolve/federation.ts";
import { differences } from "../compiler/5-verify/differences.ts";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { ingressAddresses, ingressProbe, ownCertificate, unknownAuthority } from "../compiler/5-verify/probes/at-gateways.ts";
import { byHostHeader, pastSettings } from "../compiler/5-verify/probes/at-own-egress.ts";
import { callsWith, certificateOf } from "../compiler/5-verify/probes/at-workloads.ts";
import { accountsBeside, callersOfBothHalves, listedAccounts, workloadCalling } from "../compiler/5-verify/probes/callers.ts";
import { callsOfNames } from "../compiler/5-verify/probes/from-applications.ts";
import type { Probe } from "../compiler/5-verify/probes/probe.ts";
import { separately } from "../compiler/5-verify/probes/probe.ts";
import { firstGranted } from "../compiler/5-verify/probes/requests.ts";
import { ReadClusters } from "../compiler/5-verify/read-clusters.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import type { ClientCertificate } from "../compiler/istio/call.ts";
import { UnsupportedObject } from "../compiler/istio/objects/unsupported-object.ts";
import { compileSample } from "./support/builds.ts";
import { mutationsOf } from "./support/mutations.ts";
import { plannedObjects } from "./support/planned.ts";
import { Chance } from "./support/random-federation.ts";

const test = suite("verify: foreign calls");

/** All calls by everybody, one by one: as many as clusters by services by roots. */
function* everyForeignCall(federation: Federation, { facts }: Intents): Generator<Probe> {
  const clusters = [...federation.clusters.values()];
  const roots = [...federation.roots.keys(), unknownAuthority];
  const accounts = facts.grants
    .answers()
    .flatMap(({ consumption: { cluster, callers } }) =>
      [...listedAccounts(callers), ...accountsBeside(callers)].map((one) => ({ ...one, cluster })),
    );
  for (const grant of federation.grants) {
    if (grant.inactive !== undefined) continue;
    const { exposure, consumer, mode, allow } = grant;
    const first = firstGranted(allow);
    if (mode === "gateways")
      for (const { namespace, account, cluster } of accounts) {
        if (cluster !== consumer) continue;
        yield* pastSettings(facts, grant, { namespace, account });
        yield* byHostHeader(facts, grant, { namespace, account });
      }
    if (!exposure.cluster.managed) continue;
    for (const address of ingressAddresses(facts, grant)) {
      const [account] = callersOfBothHalves(grant).flatMap((one) => listedAccounts(one === "any" ? one : [one]));
      const own = mode === "gateways" || !account ? ownCertificate(consumer) : certificateOf(consumer, account);
      const forged: ClientCertificate[] = roots.flatMap((root) => [
        { ...own, root },
        { uris: [], dns: own.uris, root },
      ]);
      if (mode === "workloads" && account) {
        const others = clusters.filter((one) => one !== consumer && one.workloadsRoot !== undefined);
        const byDns = others.map(({ trustDomain, workloadsRoot = "" }) => ({
          uris: [],
          dns: [`${own.uris[0]}.${trustDomain}`],
          root: workloadsRoot,
        }));
        for (const certificate of [...forged, ...others.map((other) => certificateOf(other, account)), ...byDns])
          yield* callsWith(facts, address, certificate, first);
        continue;
      }
      for (const certificate of forged) yield ingressProbe(address, certificate, first);
      for (const other of clusters) {
        if (other.root === undefined || exposure.allows.some((allow) => allow.consumer === other) || other === exposure.cluster) continue;
        const host = facts.names.service(exposure.service, other, exposure.cluster);
        const sni = exposure.service.protocol === "tcp" ? host : facts.names.pair(other, exposure.cluster);
        for (const asked of [address, { ...address, sni }, { ...address, sni, host }])
          yield ingressProbe(asked, ownCertificate(other), first);
      }
    }
  }
  yield* separately(callsOfNames(facts.grants, facts.grants.answers()));
  for (const { consumption, grants } of facts.grants.answers())
    for (const account of listedAccounts(consumption.callers))
      for (const { name } of clusters)
        if (grants[0]) yield { from: { ...workloadCalling(consumption, account), cluster: name }, requests: firstGranted(grants[0].allow) };
}

for (const [number, name] of ["mosaic", "medley", "corners", "untaken", "example"].entries())
  test(`${name}: whatever one of them could do is found`, () => {
    const { federation } = compileSample(name);
    const intents = new Intents(federation);
    const probes = [...everyForeignCall(federation, intents)];
    assert.ok(probes.length > 20, `${probes.length}`);
    const planned = plannedObjects(federation);
    const wrongWith = (objects: typeof planned) => {
      const meshes = new ReadClusters(federation, objects).together();
      return probes.find((probe) => differences(meshes, intents, probe).length > 0);
    };
    assert.equal(wrongWith(planned), undefined);
    const chance = new Chance(number + 1);
    const mutations = [...planned].flatMap(([cluster, objects]) => [...mutationsOf(cluster, objects)]);
    let wrong = 0;
    for (let i = 0; i < 80; i += 1) {
      const { cluster, object, path, how, objects } = chance.of(mutations);
      const changed = new Map([...planned, [cluster, objects]]);
      try {
        const probe = wrongWith(changed);
        if (!probe) continue;
        wrong += 1;
        assert.ok(verify(federation, changed, { max: 1 }).length > 0, `${cluster}: ${object} ${path} ${how}: ${JSON.stringify(probe)}`);
      } catch (error) {
        if (!(error instanceof UnsupportedObject)) throw error;
      }
    }
    assert.ok(wrong > 0, "no change lets anybody do anything");
  });

test.run();
