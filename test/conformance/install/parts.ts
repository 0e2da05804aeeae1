import { type ArgoCdVersions, installArgoCd } from "./argo-cd.ts";
import { installCommands } from "./distribution.ts";
import { type GitopsVersions, installGitops } from "./gitops.ts";
import { type IstioVersion, installIstio } from "./istio.ts";
import { installKubernetes } from "./kubernetes.ts";
import type { Part } from "./part.ts";

const kubernetes = "1.35.4";
const latest: IstioVersion = { name: "1.31", commit: "v0.0.0-20260827124520-eed52ebb66ad", api: "v1.31.1", envoy: "1.40.0" };
const previous: IstioVersion = { name: "1.30", commit: "v0.0.0-20260826214018-9739e10eb9d7", api: "v1.30.8", envoy: "1.38.3" };

const base: Part = {
  name: "base",
  summary: "Kubernetes' API server and controllers, Istio 1.31 and its Envoy: about ten minutes",
  versions: JSON.stringify({ kubernetes, latest }),
  async install() {
    await installCommands();
    await installKubernetes(kubernetes);
    await installIstio(latest);
  },
};

const istio130: Part = {
  name: "istio-1.30",
  summary: "Istio 1.30 and an Envoy of its time, for --istio 1.30: about five",
  versions: JSON.stringify(previous),
  install: () => installIstio(previous),
};

const gitopsVersions: GitopsVersions = {
  kustomizeController: "v1.9.6",
  sourceController: "v1.9.6",
  notificationController: "v1.9.3",
  certManager: "v1.21.2",
  gitea: "v1.26.0",
};
const argoCdVersions: ArgoCdVersions = { argoCd: "v3.1.16", kustomize: "v5.7.1" };

const gitops: Part = {
  name: "gitops",
  summary: "Flux, Gitea and cert-manager, for --gitops and --cert-manager real: about ten",
  versions: JSON.stringify(gitopsVersions),
  install: () => installGitops(gitopsVersions),
};

const argocd: Part = {
  name: "argocd",
  summary: "Argo CD, kustomize and redis, for --gitops argocd: about five",
  versions: JSON.stringify(argoCdVersions),
  install: () => installArgoCd(argoCdVersions),
};

/** All parts, in the order of their installation. */
export const parts: readonly Part[] = [base, istio130, gitops, argocd];
