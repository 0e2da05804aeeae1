/** What builds come out as: compared with what they came out as before, and read back with what really reads them. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse, parseAllDocuments } from "yaml";
import { makePlan, planTrustFile } from "../compiler/4-plan/plan.ts";
import { RenderedOverlays } from "../compiler/6-render/overlays.ts";
import { renderFile } from "../compiler/6-render/render.ts";
import { assertExpected, buildNames, compileSample, filesOf, textOfBuild } from "./support/builds.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("build");

for (const name of buildNames()) {
  test(`${name} comes out as expected`, () => {
    assertExpected(name, filesOf(compileSample(name)));
  });

  test(`${name}: every file reads back as the objects that were meant, in YAML 1.1 and 1.2`, () => {
    const { built, federation } = compileSample(name);
    for (const { cluster, files } of makePlan(federation).clusters)
      for (const { name: file, manifests } of files) {
        const text = built.overlays.find((overlay) => overlay.cluster === cluster.name)?.files.get(`generated/${file}`) ?? "";
        const meant = manifests.map(({ object }) => JSON.parse(JSON.stringify(object)));
        for (const version of ["1.1", "1.2"] as const) {
          const read = parseAllDocuments(text, { version, merge: false });
          assert.equal(
            [...read].map((document) => document.toJS()).filter((object) => object !== null),
            meant,
            `${cluster.name}/${file} as YAML ${version}`,
          );
        }
      }
  });

  test(`${name}: overlays are not kept, but rendered again as they were, and trust alone as it is among them`, () => {
    const { built, federation } = compileSample(name);
    const { clusters } = built.plans;
    const names = Array.from({ length: 9 * clusters.length }, (_, i) => `${i}`);
    const planOf = (name: string) => built.plans.of(clusters[Number(name) % clusters.length] ?? "");
    const rendered = [...new RenderedOverlays(federation.name, names, planOf)];
    const first = rendered.map(({ files }) => files);
    for (const [i, cluster] of clusters.entries()) {
      const files = rendered[i]?.files ?? new Map();
      assert.equal(files, first[i]);
      assert.is(rendered[i]?.files, files);
      assert.is.not(files, first[i]);
      const trust = planTrustFile(built.plans.viewOf(cluster));
      assert.is(trust && renderFile(trust), files.get("generated/trust.yaml"));
    }
  });

  test(`${name}: the order of keys makes no difference`, () => {
    const files = filesOf(compileSample(name));
    const turned = filesOf(compileSample(name, JSON.stringify(reversed(parse(textOfBuild(name))), undefined, 1)));
    assert.equal([...turned.keys()], [...files.keys()]);
    for (const [path, text] of files) assert.fixture(turned.get(path) ?? "", text, path);
  });

  test(`${name}: the README names each namespace that must be there, each call that Istio retries, and no cluster that is left for nothing`, () => {
    const { built, federation } = compileSample(name);
    for (const { cluster, files } of makePlan(federation).clusters) {
      const objects = files.flatMap(({ manifests }) => manifests.map(({ object }) => object));
      const readme = built.overlays.find((overlay) => overlay.cluster === cluster.name)?.files.get("generated/README.md") ?? "";
      const [, needed = ""] = /## What the cluster must have\n([\s\S]*?)\n## /.exec(readme) ?? [];
      const made = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
      for (const { metadata } of objects)
        if (metadata.namespace !== undefined && !made.includes(metadata.namespace)) assert.match(needed, `\`${metadata.namespace}\``);
      const retried = objects.flatMap((object) =>
        object.kind === "VirtualService" && object.metadata.namespace !== cluster.namespace
          ? (object.spec.http ?? [])
              .filter(({ route, retries }) => retries === undefined && (route ?? []).some(leadsAway))
              .map(() => object.spec.hosts[0])
          : [],
      );
      for (const host of retried) assert.match(readme, new RegExp(`Istio's default holds: .*\`${host}:`));
      const ejecting = objects.some(
        (object) => object.kind === "DestinationRule" && JSON.stringify(object.spec).includes("outlierDetection"),
      );
      assert.is(/In a `failover` of/.test(readme), ejecting, cluster.name);
    }
  });

  test(`${name}: kubectl kustomize gives exactly the objects of the overlay`, () => {
    if (spawnSync("kubectl", ["version", "--client"]).error) throw new Error("kubectl is needed here: install it");
    const { built, federation } = compileSample(name);
    const folder = temporaryFolder();
    for (const [path, text] of filesOf({ ...compileSample(name), built })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const { cluster, files } of makePlan(federation).clusters) {
      const printed = execFileSync("kubectl", ["kustomize", join(folder, cluster.name)], { encoding: "utf8" });
      const meant = files.flatMap(({ manifests }) => manifests.map(({ object }) => JSON.parse(JSON.stringify(object))));
      assert.equal(byIdentity(parseAllDocuments(printed).map((document) => document.toJS())), byIdentity(meant), cluster.name);
    }
  });
}

function leadsAway({ destination }: { readonly destination: { readonly host: string } }): boolean {
  return /istio-private-egressgateway|\.internal$/.test(destination.host);
}

/** The same data with the keys of every object turned round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

interface Identified {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}

function byIdentity(objects: readonly Identified[]): Readonly<Record<string, Identified>> {
  const named = objects.map((object) => [`${object.kind} ${object.metadata.namespace ?? ""} ${object.metadata.name}`, object] as const);
  assert.is(new Set(named.map(([name]) => name)).size, objects.length, "no object comes twice");
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test.run();
