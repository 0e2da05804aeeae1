import type { Manifest, PlannedFile } from "../4-plan/manifest.ts";
import type { ClusterPlan } from "../4-plan/plan.ts";
import type { Overlay } from "./overlay.ts";
import { comment } from "./quote.ts";
import { readmeView } from "./readme-view.ts";
import { templates } from "./templates.ts";

/** Writes a cluster's plan out as the files of its overlay. Throws where an object cannot be represented exactly. */
export function render(federation: string, plan: ClusterPlan): Overlay {
  const files = new Map<string, string>();
  for (const file of plan.files) files.set(`generated/${file.name}`, renderFile(file));
  files.set("generated/kustomization.yaml", listingOf(plan.files.map(({ name }) => name)));
  files.set("generated/README.md", template("readme.md", readmeView(federation, plan)));
  return { cluster: plan.cluster.name, federation, files, scaffold: scaffold() };
}

/** What a user's own part of an overlay starts with. */
export function scaffold(): Overlay["scaffold"] {
  return new Map([["kustomization.yaml", template("kustomization.yaml", {})]]);
}

/** Joined, and so held as one text: added up, its pieces would stay in memory until all clusters are written. */
function renderFile({ manifests }: PlannedFile): string {
  return fileOf(manifests.map(renderManifest));
}

/** A file of manifests that are texts already. */
export function fileOf(manifests: readonly string[]): string {
  return [template("file.yaml", {}), ...manifests].join("");
}

/** The `kustomization.yaml` beside files of these names. */
export function listingOf(names: readonly string[]): string {
  return template("generated-kustomization.yaml", { resources: names });
}

/** One manifest as text, with its comment. */
export function renderManifest(manifest: Manifest): string {
  const comments = manifest.comment.map((line) => `# ${comment(line)}\n`).join("");
  return `---\n${comments}${template(`${kebabCase(manifest.object.kind)}.yaml`, manifest.object)}`;
}

function template(name: string, view: object): string {
  const render = templates[name];
  if (!render) throw new Error(`there is no template ${name}`);
  return render(view);
}

/** `VirtualService` is made by `virtual-service.yaml.hbs`. */
function kebabCase(kind: string): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
