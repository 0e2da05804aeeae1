import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { home } from "../machine/paths.ts";
import { GoModule } from "./go-module.ts";

/** The modules that k8s.io/kubernetes has in its own repository, and replaces by those. Each release of it has one of theirs. */
const staging = `api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator
  component-base component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice
  externaljwt kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils
  pod-security-admission sample-apiserver`.split(/\s+/);

/** Programs, with the functions that make their commands. */
const programs = { "kube-apiserver": "NewAPIServerCommand", "kube-controller-manager": "NewControllerManagerCommand" };

/** Builds kube-apiserver and kube-controller-manager; `version` is such as `1.35.4`. */
export async function installKubernetes(version: string): Promise<void> {
  mkdirSync(join(home, "bin"), { recursive: true });
  const module = new GoModule("kubernetes", {
    requires: [`k8s.io/kubernetes v${version}`],
    replaces: staging.map((name) => `k8s.io/${name} => k8s.io/${name} v${version.replace(/^1\./, "0.")}`),
  });
  for (const [program, command] of Object.entries(programs)) module.write(`${program}/main.go`, mainOf(program, command));
  await module.tidy();
  for (const program of Object.keys(programs)) await module.build(`./${program}`, join(home, "bin", program));
}

/** Their own main packages are the same but for the replacements, which Go ignores there. */
function mainOf(program: string, command: string): string {
  return `package main

import (
	"os"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	"k8s.io/kubernetes/cmd/${program}/app"
)

func main() { os.Exit(cli.Run(app.${command}())) }
`;
}
