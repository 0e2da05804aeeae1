import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { istioHome } from "../machine/paths.ts";
import { installEnvoy } from "./envoy.ts";
import { GoModule } from "./go-module.ts";

/** What a version of Istio is built of. */
export interface IstioVersion {
  /** `1.31` */
  readonly name: string;
  /** Of the module istio.io/istio, whose releases have no tag that Go can read. */
  readonly commit: string;
  /** Of istio.io/api and istio.io/client-go. */
  readonly api: string;
  /** A release of Envoy of the same time. */
  readonly envoy: string;
}

/** As istio.io/istio itself replaces them. */
const replaces = [
  "github.com/agentgateway/agentgateway/api => github.com/agentgateway/agentgateway/api v0.0.0-20260501213430-773586679f1c",
  "github.com/envoyproxy/go-control-plane => github.com/envoyproxy/go-control-plane v0.14.0",
  "github.com/envoyproxy/go-control-plane/contrib => github.com/envoyproxy/go-control-plane/contrib v1.36.1-0.20260729145720-a2d8c7492908",
  "github.com/envoyproxy/go-control-plane/envoy => github.com/envoyproxy/go-control-plane/envoy v1.40.0",
];

const programs = ["pilot-discovery", "pilot-agent"];
const files = ["manifests/charts/base/files/crd-all.gen.yaml", "tools/packaging/common/envoy_bootstrap.json"];

/** Builds istiod and istio-agent, and fetches the Envoy for them. */
export async function installIstio({ name, commit, api, envoy }: IstioVersion): Promise<void> {
  const target = istioHome(name);
  mkdirSync(join(target, "bin"), { recursive: true });
  const module = new GoModule(`istio-${name}`, {
    requires: [`istio.io/istio ${commit}`],
    replaces: [...replaces, `istio.io/api => istio.io/api ${api}`, `istio.io/client-go => istio.io/client-go ${api}`],
  });
  const packages = programs.map((program) => `istio.io/istio/pilot/cmd/${program}`);
  await module.importing(packages);
  for (const [index, program] of programs.entries()) await module.build(packages[index] ?? "", join(target, "bin", program));
  const sources = await module.folderOf("istio.io/istio");
  for (const file of files) copyFileSync(join(sources, file), join(target, file.replace(/^.*\//, "")));
  if (!existsSync(join(target, "bin/envoy"))) await installEnvoy(envoy, join(target, "bin/envoy"));
}
