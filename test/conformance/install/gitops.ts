import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { home, suite } from "../machine/paths.ts";
import { run } from "../machine/run-command.ts";
import { GoModule } from "./go-module.ts";

/** Versions of what `--gitops flux` and `--cert-manager real` run. */
export interface GitopsVersions {
  readonly kustomizeController: string;
  readonly sourceController: string;
  readonly notificationController: string;
  readonly certManager: string;
  readonly gitea: string;
}

/** Builds Flux's controllers, those of cert-manager, and Gitea. */
export async function installGitops(versions: GitopsVersions): Promise<void> {
  await installFlux(versions);
  await installGitea(versions.gitea);
  await installCertManager(versions.certManager);
}

async function installFlux({ kustomizeController, sourceController, notificationController }: GitopsVersions): Promise<void> {
  const versions = {
    "github.com/fluxcd/kustomize-controller": kustomizeController,
    "github.com/fluxcd/source-controller": sourceController,
    "github.com/fluxcd/notification-controller": notificationController,
  };
  const controllers = Object.keys(versions);
  const module = new GoModule("flux", {
    requires: Object.entries(versions).map(([controller, version]) => `${controller} ${version}`),
    // As the controllers replace them themselves; only v0.18.3 of the artifact package, which they require, is nowhere to be had.
    replaces: [
      "github.com/fluxcd/pkg/artifact => github.com/fluxcd/pkg/artifact v0.18.0",
      "github.com/opencontainers/go-digest => github.com/opencontainers/go-digest v1.0.1-0.20220411205349-bde1400a84be",
      "gopkg.in/yaml.v3 => gopkg.in/yaml.v3 v3.0.1",
      "sigs.k8s.io/kustomize/api => sigs.k8s.io/kustomize/api v0.21.1",
      "sigs.k8s.io/kustomize/kyaml => sigs.k8s.io/kustomize/kyaml v0.21.1",
    ],
  });
  await module.importing(controllers);
  for (const controller of controllers) {
    await module.build(controller, join(home, "bin", controller.replace(/^.*\//, "")));
    copyKinds(join(await module.folderOf(controller), "config/crd/bases"), "flux");
  }
}

async function installCertManager(version: string): Promise<void> {
  const path = "github.com/cert-manager/cert-manager";
  // Below its own path, since its controllers import what is internal to it.
  const module = new GoModule("cert-manager", { path: `${path}/conformance`, requires: [`${path} ${version}`] });
  module.write("main.go", readFileSync(join(suite, "install/cert-manager.go"), "utf8"));
  await module.tidy();
  await module.build(".", join(home, "bin/cert-manager-controller"));
  copyKinds(join(await module.folderOf(path), "deploy/crds"), "cert-manager");
}

async function installGitea(version: string): Promise<void> {
  const path = "code.gitea.io/gitea";
  const module = new GoModule("gitea", {
    requires: [`${path} ${version}`],
    replaces: [
      "github.com/Azure/azure-sdk-for-go/sdk/azcore => github.com/Azure/azure-sdk-for-go/sdk/azcore v1.19.0",
      "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob => github.com/Azure/azure-sdk-for-go/sdk/storage/azblob v1.6.2",
      "github.com/jaytaylor/html2text => github.com/Necoro/html2text v0.0.0-20250804200300-7bf1ce1c7347",
      "github.com/microsoft/go-mssqldb => github.com/microsoft/go-mssqldb v1.9.7",
      "github.com/nektos/act => gitea.com/gitea/act v0.261.10",
      "github.com/urfave/cli/v3 => github.com/urfave/cli/v3 v3.4.1",
      "go.yaml.in/yaml/v4 => go.yaml.in/yaml/v4 v4.0.0-rc.3",
    ],
  });
  await module.importing([path]);
  // Clients, such as Flux, ask for its version.
  const flags = ["-tags=sqlite sqlite_unlock_notify", `-ldflags=-s -w -X main.Version=${version.slice(1)}`];
  await module.build(path, join(home, "bin/gitea"), { flags, env: { CGO_ENABLED: "1" } });
  const sources = await module.folderOf(path);
  const target = join(home, "gitops/gitea");
  mkdirSync(target, { recursive: true });
  // A module's files are not writable; their copies are.
  const folders = ["options", "public", "templates"].map((folder) => join(sources, folder));
  await run(["cp", "--recursive", "--no-preserve=mode", ...folders, target]);
}

/** Custom resource definitions, to where `kindsOf` finds them. */
export function copyKinds(from: string, name: string, isWanted = (file: string) => file.endsWith(".yaml")): void {
  const target = join(home, "gitops", name);
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(from).filter(isWanted)) copyFileSync(join(from, file), join(target, file));
}
