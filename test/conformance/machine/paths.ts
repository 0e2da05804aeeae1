import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository of fedc. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** The folder of this suite. */
export const suite = join(repository, "test/conformance");

/** Where `npm run conformance:install` puts what it builds. It is kept from run to run. */
export const home = process.env.FEDC_CONFORMANCE_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "fedc-conformance");

/** Everything that one run writes. It goes when the run ends. */
export const state = join(tmpdir(), "fedc-conformance");

/** The process of the run that holds this machine's network and `state`. */
export const lockFile = `${state}.lock`;

/** The folder of this version of Istio, with `bin/`, the bootstrap of its proxies and its custom resource definitions. */
export function istioHome(version: string): string {
  return join(home, `istio-${version}`);
}

/** The version that a cluster runs where nothing else is said. */
export const defaultIstio = "1.31";

/** This machine's own address on the bridge to which all pods are connected. Pods of the n-th cluster are 10.66.n.x. */
export const machineAddress = "10.66.0.1";
