import type { Manifest, PlannedFile } from "../4-plan/manifest.ts";
import type { ClusterPlan } from "../4-plan/plan.ts";
import type { Overlay } from "./overlay.ts";
import { comment } from "./quote.ts";
import { readmeView } from "./readme-view.ts";
import { templates } from "./templates.ts";

/** Renders a cluster's plan as the files of its overlay. Throws if a value cannot be represented exactly. */
export function render(federation: string, plan: ClusterPlan): Overlay {
  const files = new Map<string, string>();
  for (const file of plan.files) files.set(`generated/${file.name}`, renderFile(file));
  files.set("generated/kustomization.yaml", listingOf(plan.files.map(({ name }) => name)));
  files.set("generated/README.md", template("readme.md", readmeView(federation, plan)));
  return { cluster: plan.cluster.name, federation, files, scaffold: scaffold() };
}

/** The files that fedc writes once and then leaves to the user. */
export function scaffold(): Overlay["scaffold"] {
  return new Map([["kustomization.yaml", template("kustomization.yaml", {})]]);
}

/** Renders a planned file, as the overlay has it. */
export function renderFile({ manifests }: PlannedFile): string {
  return fileOf(manifests.map(renderManifest));
}

/** A file of rendered manifests. `join` makes one flat string, which a concatenation would become only when it is hashed. */
export function fileOf(manifests: readonly string[]): string {
  return [template("file.yaml", {}), ...manifests].join("");
}

/** The `kustomization.yaml` that lists these files. */
export function listingOf(names: readonly string[]): string {
  return template("generated-kustomization.yaml", { resources: names });
}

export function renderManifest({ comment: lines, object }: Manifest): string {
  let comments = "";
  for (const line of lines) comments += `# ${comment(line)}\n`;
  return `---\n${comments}${template(templateName(object.kind), object)}`;
}

function template(name: string, view: object): string {
  const render = templates[name];
  if (!render) throw new Error(`there is no template ${name}`);
  return render(view);
}

const templateNames = new Map<string, string>();

/** `virtual-service.yaml.hbs` renders a `VirtualService`. */
function templateName(kind: string): string {
  const known = templateNames.get(kind);
  if (known !== undefined) return known;
  const name = `${kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.yaml`;
  templateNames.set(kind, name);
  return name;
}
