/** Every object of two samples, broken in every field: how much of what changes access is noticed. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../compiler/5-verify/verify.ts";
import { UnsupportedObject } from "../compiler/istio/objects/unsupported-object.ts";
import { compileSample } from "./support/builds.ts";
import { type Mutation, mutationsOf } from "./support/mutations.ts";
import { plannedObjects } from "./support/planned.ts";

const test = suite("verify: mutations");

/** What no call depends on: how gateways come to run, key pairs that cert-manager makes, notes for people and tools. */
const kinds =
  /^(Certificate|Deployment|HorizontalPodAutoscaler|Namespace|PodDisruptionBudget|Role|RoleBinding|ServiceAccount|ConfigMap \S+\/federation-(bookinfo|one-owner)) /;
const fields = /^(apiVersion|kind|metadata\.(name|labels|annotations))|retries|timeout|outlierDetection|connectionPool|useClientProtocol/;

/** Changes of what calls depend on, after which nobody may do more or less. */
const harmless: readonly (readonly [why: string, what: RegExp])[] = [
  ["the policies beside it allow, so whatever they do not is denied", /^AuthorizationPolicy \S+\/istio-private-(in|e)gressgateway /],
  ["ALLOW is what Istio takes without it", /^AuthorizationPolicy .* spec\.action dropped/],
  ["no other pods are in that namespace", /^AuthorizationPolicy \S+\/(consumer|exposer)-\S+ spec\.selector/],
  ["a host with a port: nobody sends one", /operation\.hosts\[1\] (dropped|cut|a wildcard)/],
  ["the only consumer, whose certificate the server insists on", /^AuthorizationPolicy \S+\/consumer-\S+ spec\.rules\[0\]\.from/],
  ["what it adds, another rule allows", /^AuthorizationPolicy \S+\/consumer-\S+ .*operation\.hosts/],
  ["the load balancer's, outside of the mesh", /^Service \S+\/istio-private-ingressgateway /],
  ["Kubernetes says the same without it", /^Service .* spec\.(type|ports\[0\]\.targetPort) dropped/],
  ["only a name", /port\.name|ports\[0\]\.name/],
  ["the last line break", /ca\.crt cut/],
  ["seen by more, who are refused further on or have no key", /exportTo|workloadSelector/],
  ["it may lie in any namespace that sees it", /metadata\.namespace/],
  ["the one server of that Gateway limits it", /^VirtualService \S+\/(exposer|expose)-\S+ spec\.hosts\[0\] a wildcard/],
  ["the host that an application is told", /rewrite/],
  ["the name has one port", /match(\[0\]\.port)? (dropped|emptied)/],
  ["the port that all listen on", /endpoints\[0\]\.ports\.\S+ dropped/],
  ["what Istio does by itself", /spec\.http\[2\] dropped|DestinationRule \S+\/local-\S+ spec\.trafficPolicy dropped/],
  ["the server name chooses, by the VirtualService", /^AuthorizationPolicy \S+\/(consumer|exposer)-\S+ spec\.rules\[0\]\.when/],
  [
    "where TLS passes through, sniHosts decide",
    /^VirtualService \S+\/(consumer|exposer|expose)-\S+ spec\.(hosts|tls\[0\]\.match\[0\]\.sniHosts)/,
  ],
  ["the DestinationRule or the ServiceEntry says the same", /subjectAltNames( |\[\d\] )|tlsMode|endpoints\[0\]\.labels dropped/],
  ["any network but the mesh's own", /endpoints\[0\]\.network/],
  ["one root for all: their own", /^ConfigMap \S+\/istio-federation /],
  [
    "the guard denies the same, and the server name says which calls are meant",
    /federation-deny-bar(-tcp)? spec\.(selector|rules\[[12]\])/,
  ],
  ["one root for both sides: falling back on one's own is the same", /^Secret \S+\/federation-egress-cacert/],
];

for (const name of ["example", "one-root"])
  test(`${name}: of 100 that change access at least 95 are noticed`, () => {
    const { federation } = compileSample(name);
    const planned = plannedObjects(federation);
    let noticed = 0;
    const missed: string[] = [];
    for (const [cluster, objects] of planned)
      for (const mutation of mutationsOf(cluster, objects)) {
        if (kinds.test(`${mutation.object} `) || fields.test(mutation.path)) continue;
        if (isNoticed(() => verify(federation, new Map([...planned, [cluster, mutation.objects]]), { max: 1 }))) noticed += 1;
        else if (!harmless.some(([, what]) => what.test(textOf(mutation)))) missed.push(`${cluster}: ${textOf(mutation)}`);
      }
    assert.ok(noticed > 300, `${noticed}`);
    assert.ok(noticed / (noticed + missed.length) >= 0.95, `${noticed} noticed, not these:\n${missed.join("\n")}`);
    if (process.env.SURVIVORS === "1") console.log(`${name}: ${noticed} noticed, ${missed.length} missed\n${missed.join("\n")}`);
  });

function textOf({ object, path, how }: Mutation): string {
  return `${object} ${path} ${how}`;
}

function isNoticed(run: () => readonly unknown[]): boolean {
  try {
    return run().length > 0;
  } catch (error) {
    if (error instanceof UnsupportedObject) return true;
    throw error;
  }
}

test.run();
