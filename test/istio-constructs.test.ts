/** The list of constructs of Istio that fedc uses, against what is emitted. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readManifests } from "../compiler/1-load/yaml/read-manifests.ts";
import { type IstioConstruct, istioConstructs, worksIn } from "../compiler/istio-versions/istio-constructs.ts";
import { compareVersions, parseIstioVersion } from "../compiler/istio-versions/istio-version.ts";
import { claimOf, groundOf, newestMeasured, oldestVersion } from "../compiler/istio-versions/known-versions.ts";
import { root } from "./support/fedc.ts";

const test = suite("constructs of Istio");
const rows: readonly (readonly [string, IstioConstruct])[] = Object.entries(istioConstructs);
const emitted = emittedFields();

test("every emitted field of Istio's objects is in one row, and every such row is used", () => {
  assert.ok(emitted.size > 70);
  const claimed = rows.flatMap(([, { fields }]) => fields).filter((field) => /^[A-Z]\w+ spec\./.test(field));
  const claims = (field: string) => claimed.filter((claim) => field === claim || field.startsWith(`${claim}.`));
  assert.equal(
    [...emitted].filter((field) => claims(field).length !== 1),
    [],
  );
  const used = new Set([...emitted].flatMap(claims));
  assert.equal(
    claimed.filter((claim) => !used.has(claim)),
    [],
  );
});

test("each row names a version between the oldest and the newest measured one, and a source", () => {
  for (const [name, { since, source, what, fields }] of rows) {
    const version = parseIstioVersion(since);
    assert.ok(compareVersions(version, oldestVersion) >= 0 && compareVersions(version, newestMeasured) <= 0, name);
    assert.ok(source !== "" && what !== "" && fields.length > 0, name);
  }
});

test("a construct works from its version on, and where no version is given", () => {
  const works = (text: string | undefined) => worksIn("failoverOrderOfNames", text === undefined ? undefined : parseIstioVersion(text));
  assert.equal(["1.27", "1.29.9", "1.30", "1.30.0", "1.100", undefined].map(works), [false, false, true, true, true, true]);
});

test("a version stands on one ground, whatever its patch", () => {
  const texts = ["0.8", "1.9.4", "1.26.8", "1.27", "1.29.7", "1.30.2", "1.31", "1.32.0", "1.100", "2.0"];
  assert.equal(
    texts.map((text) => groundOf(parseIstioVersion(text))),
    ["tooOld", "tooOld", "tooOld", "releaseNotes", "releaseNotes", "measured", "measured", "newer", "newer", "otherMajor"],
  );
  assert.is(claimOf(parseIstioVersion("1.30.8")), "measured with Envoy 1.38");
});

/** The fields of Istio's objects in the overlays of all samples: `VirtualService spec.http.route.weight`. */
function emittedFields(): ReadonlySet<string> {
  const folder = join(root, "test/samples/build");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /generated.(?!kustomization)[^/\\]+\.yaml$/.test(path),
  );
  const objects = files.flatMap((path) => readManifests(readFileSync(join(folder, path), "utf8")).manifests);
  return new Set(
    (objects as unknown as readonly Emitted[])
      .filter(({ apiVersion }) => apiVersion.includes(".istio.io/"))
      .flatMap(({ kind, spec }) => pathsBelow(spec, "spec").map((path) => `${kind} ${path}`)),
  );
}

interface Emitted {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: unknown;
}

function pathsBelow(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsBelow(item, path));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, below]) => pathsBelow(below, `${path}.${key}`));
}

test.run();
