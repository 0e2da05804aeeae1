import { readFileSync } from "node:fs";
import { join } from "node:path";
import { home } from "../machine/paths.ts";
import { run } from "../machine/run-command.ts";
import { installCommands } from "./distribution.ts";
import { copyKinds } from "./gitops.ts";
import { GoModule } from "./go-module.ts";

/** Versions of what `--gitops argocd` runs. */
export interface ArgoCdVersions {
  readonly argoCd: string;
  readonly kustomize: string;
}

/** Builds Argo CD and kustomize, and installs redis from the distribution. */
export async function installArgoCd({ argoCd, kustomize }: ArgoCdVersions): Promise<void> {
  await installCommands(["redis-server"]);
  const path = "github.com/argoproj/argo-cd/v3";
  const kustomizePath = "sigs.k8s.io/kustomize/kustomize/v5";
  const requires = [`${path} ${argoCd}`, `${kustomizePath} ${kustomize}`];
  const module = new GoModule("argo-cd", { requires, replaces: await replacesOf(`${path}@${argoCd}`) });
  await module.importing([`${path}/cmd`, kustomizePath]);
  await module.build(`${path}/cmd`, join(home, "bin/argocd"));
  await module.build(kustomizePath, join(home, "bin/kustomize"));
  copyKinds(join(await module.folderOf(path), "manifests/crds"), "argocd", (file) => /^app.*-crd\.yaml$/.test(file));
}

/** The replacements in a module's own go.mod. */
async function replacesOf(module: string): Promise<readonly string[]> {
  const { GoMod } = JSON.parse(await run(["go", "mod", "download", "-json", module])) as { readonly GoMod: string };
  const [, block = ""] = /^replace \(\n(.*?)^\)/ms.exec(readFileSync(GoMod, "utf8")) ?? [];
  return block
    .split("\n")
    .map((line) => line.replace(/\/\/.*/, "").trim())
    .filter((line) => line.includes("=>"));
}
