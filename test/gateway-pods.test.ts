/** How the gateways' pods run: confined, spread, and ended so that no call is lost. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import type { Deployment, FederationObject } from "../compiler/4-plan/objects.ts";
import { makePlan, objectsOf } from "../compiler/4-plan/plan.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";

const test = suite("gateway pods");

const example = parse(textOfBuild("example"));

/** What cluster2, which exposes, gets with this under `gateways.ingress`. */
function exposing(ingress: object, gateways: object = {}): readonly FederationObject[] {
  const { cluster2 } = example.clusters;
  const changed = { ...cluster2.gateways, ...gateways, ingress: { ...cluster2.gateways.ingress, ...ingress } };
  const clusters = { ...example.clusters, cluster2: { ...cluster2, gateways: changed } };
  return objectsOf(makePlan(compileSample("example", JSON.stringify({ ...example, clusters })).federation)).get("cluster2") ?? [];
}

function kindsOf(objects: readonly FederationObject[]): readonly string[] {
  const kinds: readonly string[] = ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"];
  return objects.map(({ kind }) => kind).filter((kind) => kinds.includes(kind));
}

function deploymentIn(objects: readonly FederationObject[]): Deployment["spec"] {
  const [deployment] = objects.flatMap((object) => (object.kind === "Deployment" ? [object] : []));
  assert.ok(deployment, "no Deployment");
  return (deployment as Deployment).spec;
}

test("PodSecurity `restricted` finds nothing in them, and is enforced where fedc makes the namespace", () => {
  const objects = exposing({});
  const pod = deploymentIn(objects).template.spec;
  for (const { securityContext } of pod.containers) {
    assert.is(securityContext.allowPrivilegeEscalation, false);
    assert.equal(securityContext.capabilities, { drop: ["ALL"] });
    assert.is(securityContext.runAsNonRoot, true);
    assert.is(securityContext.seccompProfile.type, "RuntimeDefault");
    // Injection says which user: on some platforms it is not Istio's own.
    assert.not("runAsUser" in securityContext);
  }
  const [namespace] = objects.filter(({ kind }) => kind === "Namespace");
  assert.is(namespace?.metadata.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
});

test("a token that may read key pairs is not in them", () => {
  assert.is(deploymentIn(exposing({})).template.spec.automountServiceAccountToken, false);
});

test("several replicas are spread, and only one of them may be evicted at a time", () => {
  const objects = exposing({ replicas: 2 });
  assert.equal(kindsOf(objects), ["Deployment", "PodDisruptionBudget"]);
  const { template, selector } = deploymentIn(objects);
  const spread = template.spec.topologySpreadConstraints ?? [];
  assert.equal(
    spread.map(({ topologyKey }) => topologyKey),
    ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
  );
  for (const { labelSelector, whenUnsatisfiable } of spread) {
    assert.equal(labelSelector, selector);
    assert.is(whenUnsatisfiable, "ScheduleAnyway", "a cluster of one node still runs them");
  }
  const [budget] = objects.flatMap((object) => (object.kind === "PodDisruptionBudget" ? [object] : []));
  assert.equal(budget?.spec, { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" });
});

test("a single replica has no budget, which could only be in the way of a drained node", () => {
  const objects = exposing({ replicas: 1 });
  assert.equal(kindsOf(objects), ["Deployment"]);
  assert.not("topologySpreadConstraints" in deploymentIn(objects).template.spec);
});

test("an autoscaler goes by CPU, and from one replica on brings no budget", () => {
  const objects = exposing({ replicas: { min: 1, max: 3 } });
  assert.equal(kindsOf(objects), ["Deployment", "HorizontalPodAutoscaler"]);
  assert.ok(deploymentIn(objects).template.spec.topologySpreadConstraints);
  const [autoscaler] = objects.flatMap((object) => (object.kind === "HorizontalPodAutoscaler" ? [object] : []));
  assert.is(autoscaler?.spec.metrics[0]?.resource.name, "cpu");
  assert.equal(kindsOf(exposing({ replicas: { min: 2, max: 3 } })), ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"]);
});

test("nothing of it is emitted for a gateway that is there already", () => {
  const existing = { deploy: false, selector: { istio: "mine" }, serviceAccount: "mine" };
  assert.equal(kindsOf(exposing(existing, { createNamespace: false })), []);
});

test("one that ends is still dialled for a while, longer than until it is asked to leave and shorter than it may live", () => {
  const { minReadySeconds, strategy, template } = deploymentIn(exposing({}));
  const { terminationGracePeriodSeconds, containers } = template.spec;
  const environment = new Map(containers[0]?.env.map(({ name, value }) => [name, value]));
  assert.is(strategy.rollingUpdate.maxUnavailable, 0);
  assert.ok(minReadySeconds > 0);
  assert.is(environment.get("EXIT_ON_ZERO_ACTIVE_CONNECTIONS"), "true");
  const drained = Number(environment.get("MINIMUM_DRAIN_DURATION")?.replace(/s$/, ""));
  // Envoy takes no more connections 45 seconds after it began to drain.
  assert.ok(drained >= 20 && drained < 45, String(drained));
  assert.ok(terminationGracePeriodSeconds >= drained + 30, String(terminationGracePeriodSeconds));
});

test.run();
