/** What `istio.version` does to a build and to a diff, as a user runs them; and what the model of Istio makes of it. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { textOfBuild } from "./support/builds.ts";
import { by, http } from "./support/calls.ts";
import type { DiffDocument } from "./support/diff-document.ts";
import { root } from "./support/fedc.ts";
import { Medley } from "./support/medley.ts";
import { type Loose, meshesOf, outcome } from "./support/meshes.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("istio.version");
const hostname = "    hostname: west.partner.example\n";

/** The sample with a version for the cluster that fails over between two others. */
function mosaic(version?: string): Medley {
  const medley = new Medley(temporaryFolder(), "mosaic");
  if (version !== undefined) medley.edit("federation.yaml", hostname, `${hostname}    istio: { version: "${version}" }\n`);
  return medley;
}

/** What the README in an overlay says of Istio. */
function istioIn(folder: string, cluster: string): string {
  return /^- (Istio .+); ambient mode is not covered$/m.exec(readFileSync(join(folder, cluster, "generated/README.md"), "utf8"))?.[1] ?? "";
}

/** The texts of an overlay's objects by file name. */
function objectsIn(folder: string, cluster: string): ReadonlyMap<string, string> {
  const generated = join(folder, cluster, "generated");
  const files = readdirSync(generated).filter((name) => name.endsWith(".yaml"));
  return new Map(files.sort().map((name) => [name, readFileSync(join(generated, name), "utf8")]));
}

test("every supported version gets the same objects, and the README says what that rests on", async () => {
  const medley = new Medley(temporaryFolder(), "mosaic");
  const versions = { north: "1.28", south: "1.29.8", east: "1.30.2", west: "1.32" };
  for (const [name, version] of Object.entries(versions))
    medley.edit("federation.yaml", `  ${name}:\n    hostname`, `  ${name}:\n    istio: { version: "${version}" }\n    hostname`);
  const { status, stderr } = await medley.run("build");
  assert.is(status, 0, stderr);
  assert.equal(stderr.match(/FED45[2-4]\]: Istio \S+/g), ["FED452]: Istio 1.28", "FED452]: Istio 1.29.8", "FED453]: Istio 1.32"]);
  const out = join(medley.folder, "out");
  assert.equal(
    Object.keys(versions).map((name) => istioIn(out, name)),
    [
      "Istio 1.28 (by Istio's release notes, not measured) with sidecars",
      "Istio 1.29.8 (by Istio's release notes, not measured) with sidecars",
      "Istio 1.30.2 (measured with Envoy 1.38) with sidecars",
      "Istio 1.32 (not measured: newer than 1.31) with sidecars",
    ],
  );
  const unset = join(root, "test/samples/build/mosaic/expected");
  assert.is(istioIn(unset, "west"), "Istio 1.30 or later with sidecars");
  for (const name of Object.keys(versions)) assert.equal(objectsIn(out, name), objectsIn(unset, name), name);
});

test("a failover to a DNS name is refused below 1.30, with the way out", async () => {
  const medley = mosaic("1.29.8");
  medley.edit("federation.yaml", "addresses: [10.66.3.5]", "addresses: [lb.east.example]");
  const { status, stderr } = await medley.run("build");
  assert.is(status, 1);
  assert.match(stderr, "error[FED454]: failover among clusters one of which is dialled by a DNS name does not work in Istio");
  assert.match(stderr, "= help: upgrade Istio to 1.30 or later, write IP addresses for `east`, or divide the calls by `routes`");
  medley.edit("federation.yaml", 'version: "1.29.8"', 'version: "1.30"');
  assert.is((await medley.run("check")).status, 0);
});

test("another cluster's version does not matter, nor that of a cluster that configures itself", async () => {
  const medley = mosaic();
  medley.edit("federation.yaml", "addresses: [10.66.3.5]", "addresses: [lb.east.example]");
  medley.edit(
    "federation.yaml",
    "    hostname: south.corp.example\n",
    '    hostname: south.corp.example\n    istio: { version: "1.29.8" }\n',
  );
  const { status, stderr } = await medley.run("check");
  assert.is(status, 0);
  assert.match(stderr, "warning[FED452]: Istio 1.29.8 of `south`");
  medley.edit("federation.yaml", '    istio: { version: "1.29.8" }\n', '    istio: { version: "1.20" }\n    managed: false\n');
  assert.not.match((await medley.run("check")).stderr, /FED(328|45[2-4])/);
});

test("diff tells what raising the version changes: the claim against a revision, the README against a folder", async () => {
  const medley = mosaic("1.29.8");
  assert.is((await medley.run("build")).status, 0);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: medley.folder });
  git("init", "-q");
  git("add", "federation.yaml", "trust");
  git("commit", "-qm", "before");
  assert.equal((await medley.json<DiffDocument>(["diff", "--base", "HEAD"])).sections, []);
  medley.edit("federation.yaml", 'version: "1.29.8"', 'version: "1.31"');
  const { stdout } = await medley.run("diff", "--base", "HEAD");
  const claim = `claims about the mesh
  ~ fedc now believes about west: version of Istio: 1.29.8, by Istio's release
      notes, not measured -> 1.31, measured with Envoy 1.40
      federation.yaml:`;
  assert.ok(stdout.startsWith(claim), stdout);
  assert.match(stdout, "no object changes, against HEAD\n");
  const reported = await medley.json<DiffDocument>(["diff", "--base", "HEAD"]);
  assert.equal(
    reported.sections.map(({ section, entries: [entry] }) => [section, entry?.before, entry?.after, entry?.fields]),
    [["claims", "1.29.8, by Istio's release notes, not measured", "1.31, measured with Envoy 1.40", ["clusters.west.istio.version"]]],
  );
  assert.is(reported.changed, true);
  assert.match((await medley.run("diff")).stdout, "other files\n  ~ west/generated/README.md\n");
});

test("the model gives endpoints that are resolved by DNS no order before 1.30", () => {
  const stock = (version: string | undefined, resolution: string, ...unavailable: string[]) => {
    const resolved = (object: Loose) => {
      if (object.kind === "ServiceEntry" && object.metadata.name === "failover-stock") object.spec.resolution = resolution;
      return object;
    };
    const text = textOfBuild("mosaic").replace(
      hostname,
      version === undefined ? hostname : `${hostname}    istio: { version: "${version}" }\n`,
    );
    return outcome(meshesOf("mosaic", resolved, text), {
      from: by("west", "shop/front", "stock:82"),
      request: http("GET /x"),
      unavailable,
    });
  };
  assert.is(stock(undefined, "DNS"), "100 south stock.shop");
  assert.is(stock("1.30", "DNS"), "100 south stock.shop");
  assert.is(stock("1.29.8", "STATIC"), "100 south stock.shop");
  assert.is(stock("1.29.8", "DNS"), "50 south stock.shop, 50 east stock.apps");
  assert.is(stock("1.29.8", "DNS", "south/ingress"), "100 east stock.apps");
});

test.run();
