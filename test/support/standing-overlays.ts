import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { parseAllDocuments } from "yaml";
import { runVerify } from "../../compiler/commands/verify/run.ts";
import { plain } from "../../compiler/findings/formats/style.ts";
import { Medley } from "./medley.ts";
import type { Anything } from "./planned.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What `fedc verify` says of overlays as they stand. */
export interface Said {
  readonly ok: boolean;
  readonly text: string;
  /** `Deployment istio-private-egressgateway spec.replicas`, of what matters and of what does not. */
  readonly failures: readonly string[];
  readonly remarks: readonly string[];
}

/** The sample of both modes, built, with one file per cluster that anybody may edit. */
export class StandingOverlays {
  readonly #folder: string;
  readonly #built: ReadonlyMap<string, readonly Anything[]>;

  private constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, "live"));
    const clusters = readdirSync(join(folder, "out"));
    this.#built = new Map(clusters.map((cluster) => [cluster, objectsIn(join(folder, "out", cluster, "generated"))]));
  }

  static async build(): Promise<StandingOverlays> {
    const medley = new Medley(temporaryFolder());
    const { status, stderr } = await medley.run("build");
    assert.is(status, 0, stderr);
    return new StandingOverlays(medley.folder);
  }

  /** After an edit of the objects of one cluster, a list to be changed in place. */
  after(cluster: string, edit: (objects: Anything[]) => void): Said {
    for (const [name, built] of this.#built) {
      const objects = structuredClone(built) as Anything[];
      if (name === cluster) edit(objects);
      writeFileSync(join(this.#folder, "live", `${name}.yaml`), objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(""));
    }
    const { ok, text, fields } = runVerify({
      operands: [join(this.#folder, "federation.yaml")],
      out: join(this.#folder, "live"),
      maxBytes: 1_000_000,
    });
    const differences = (fields?.differences ?? []) as readonly Anything[];
    const named = (matters: boolean) =>
      differences.filter((one) => one.matters === matters).map(({ kind, name, field }) => [kind, name, field ?? []].flat().join(" "));
    return { ok, text: text?.(plain) ?? "", failures: named(true), remarks: named(false) };
  }
}

/** The object of a kind and name. */
export function the(objects: readonly Anything[], kindAndName: string): Anything {
  const found = objects.find(({ kind, metadata }) => `${kind} ${metadata.name}` === kindAndName);
  assert.ok(found, kindAndName);
  return found;
}

export const gatewaysNamespace = "istio-private-gateways";
export const ingress = "istio-private-ingressgateway";
export const egress = "istio-private-egressgateway";

/** An edit of the objects of one cluster, in place. */
export type Edit = readonly [what: string, edit: (objects: Anything[]) => void];

export const pod = (object: Anything) => object.spec.template.spec;
export const inPod = (change: (spec: Anything) => void) => (objects: Anything[]) => change(pod(the(objects, `Deployment ${ingress}`)));
export const inService = (change: object) => (objects: Anything[]) => Object.assign(the(objects, `Service ${ingress}`).spec, change);
export const inPool = (pool: object) => (objects: Anything[]) =>
  Object.assign(the(objects, "DestinationRule exposer-b").spec.trafficPolicy.connectionPool, pool);
export const added =
  (apiVersion: string, kind: string, body: object, namespace: string | undefined = gatewaysNamespace, name = "mine") =>
  (objects: Anything[]) =>
    objects.push({ apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, ...body });

function objectsIn(generated: string): readonly Anything[] {
  const files = readdirSync(generated).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
  return files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(generated, name), "utf8")).flatMap((document) => document.toJS() ?? []),
  );
}
