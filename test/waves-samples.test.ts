/** Changes as people make them: `before.yaml` and `after.yaml`, and the waves between them in `waves.txt`. `UPDATE=1` writes it anew. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { planWaves } from "../compiler/waves/plan-waves.ts";
import { KnownTexts, type StoredManifest, storedManifestsOf } from "../compiler/waves/stored-manifests.ts";
import type { Wave } from "../compiler/waves/wave.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { root } from "./support/fedc.ts";
import { readerOf, sampleTime } from "./support/samples.ts";
import { live, plan } from "./support/shop.ts";
import { type Side, violations } from "./support/violations.ts";

const test = suite("waves: samples");
const samples = join(root, "test/samples/waves");
const readFile = readerOf(join(root, "test/samples/build/mosaic"));

/** The last wave alone looks like a change that only adds, so the next plan gives it the number 1. */
const renumbered: ReadonlySet<string> = new Set(["caller-and-method-replaced"]);

for (const name of readdirSync(samples).sort())
  test(name, () => {
    const after = compiled(join(samples, name, "after.yaml"));
    const before = existsSync(join(samples, name, "before.yaml")) ? compiled(join(samples, name, "before.yaml")) : withoutFiles(after);
    const waves = plan(before, after);
    const changes = changesOf(before, waves);
    assertText(join(samples, name, "waves.txt"), textOf(waves, changes));
    assert.equal(violations(before, after, waves), []);
    assert.equal(hurriedWaves(changes), [], "a local name leads to a gateway in the wave that adds or removes it");
    assertContinues(before, after, waves, renumbered.has(name));
  });

function compiled(path: string): Side {
  const source = new Source("federation.yaml", readFileSync(path, "utf8"));
  const { built, federation, findings } = compileWhole(source, { readFile, now: sampleTime });
  if (!built || !federation) throw new Error(`${path}: ${JSON.stringify(findings.sorted(), null, 1)}`);
  return { federation, ...built };
}

/** Without `before.yaml`, nothing is live. */
function withoutFiles(side: Side): Side {
  return { ...side, overlays: side.overlays.map((overlay) => ({ ...overlay, files: new Map() })) };
}

interface ObjectChange {
  readonly wave: number;
  readonly cluster: string;
  readonly sign: "+" | "-" | "~";
  readonly key: string;
  readonly manifest: StoredManifest;
}

function changesOf(before: Side, waves: readonly Wave[]): readonly ObjectChange[] {
  const manifestsNow = new Map(before.overlays.map(({ cluster, files }) => [cluster, storedManifestsOf(files, new KnownTexts())]));
  return waves.flatMap(({ number, overlays }) =>
    [...overlays].flatMap(([cluster, { files }]) => {
      const [old, next] = [manifestsNow.get(cluster) ?? new Map<string, StoredManifest>(), storedManifestsOf(files, new KnownTexts())];
      manifestsNow.set(cluster, next);
      return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((key) => {
        const [was, is] = [old.get(key), next.get(key)];
        const manifest = is ?? was;
        if (!manifest || was?.text === is?.text) return [];
        return [{ wave: number, cluster, sign: was && is ? ("~" as const) : is ? ("+" as const) : ("-" as const), key, manifest }];
      });
    }),
  );
}

/** The title of each wave, and the objects that come (`+`), go (`-`) and change (`~`) in each of its clusters. */
function textOf(waves: readonly Wave[], changes: readonly ObjectChange[]): string {
  if (waves.length === 0) return "nothing changes\n";
  return waves
    .map(({ number, title, overlays }) => {
      const clusters = [...overlays.keys()].map((cluster) => {
        const own = changes.filter((change) => change.wave === number && change.cluster === cluster);
        const lines = own.map(({ sign, key }) => `    ${sign} ${shown(key)}\n`);
        return `  ${cluster}\n${lines.length > 0 ? lines.join("") : "    no object\n"}`;
      });
      return `wave ${number}: ${title}\n${clusters.join("")}`;
    })
    .join("");
}

/** `Service shop/bar`, and `Namespace shop` for an object without a namespace. */
function shown(key: string): string {
  const [kind = "", namespace = "", name = ""] = key.split(" ");
  return namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Waves in which a gateway comes or goes and a local name changes, in whichever clusters. */
function hurriedWaves(changes: readonly ObjectChange[]): readonly number[] {
  const wavesWith = (matches: (change: ObjectChange) => boolean) => new Set(changes.filter(matches).map(({ wave }) => wave));
  const gateways = wavesWith(({ sign, manifest }) => sign !== "~" && ["Deployment", "Certificate"].includes(manifest.object.kind));
  const names = wavesWith(({ manifest }) => manifest.file.startsWith("generated/as-"));
  return [...gateways].filter((wave) => names.has(wave));
}

/** After each wave is merged, the next plan begins with the rest of this one. */
function assertContinues(before: Side, after: Side, waves: readonly Wave[], isRenumbered: boolean): void {
  const merged = new Map(live(before));
  for (const { number, overlays } of waves) {
    const replanned = planWaves(after, merged);
    const next = "waves" in replanned ? replanned.waves[0] : undefined;
    if (!isRenumbered) assert.is(next?.number, number);
    assert.equal(filesOf(next?.overlays), filesOf(overlays));
    for (const [cluster, { files }] of overlays) merged.set(cluster, files);
  }
}

function filesOf(overlays: Wave["overlays"] = new Map()): object {
  return Object.fromEntries([...overlays].map(([cluster, { files }]) => [cluster, Object.fromEntries(files)]));
}

function assertText(path: string, text: string): void {
  if (process.env.UPDATE === "1") writeFileSync(path, text);
  assert.fixture(text, existsSync(path) ? readFileSync(path, "utf8") : "");
}

test.run();
