import { copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { state } from "../machine/paths.ts";
import type { ClusterPlace } from "./place.ts";

/** Paths that the user of proxies can read. */
export interface ProxyPrograms {
  readonly agent: string;
  readonly envoy: string;
  readonly bootstrap: string;
}

/** The proxy's programs of a cluster's version of Istio, in the state's folder: root's home is closed to the user of proxies. */
export function proxyPrograms({ istio }: ClusterPlace): ProxyPrograms {
  const folder = join(state, "programs", istio.replace(/^.*\//, ""));
  mkdirSync(folder, { recursive: true });
  const shared = (name: string) => {
    const to = join(folder, name.replace(/^.*\//, ""));
    if (!existsSync(to)) linkOrCopy(join(istio, name), to);
    return to;
  };
  return { agent: shared("bin/pilot-agent"), envoy: shared("bin/envoy"), bootstrap: shared("envoy_bootstrap.json") };
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // another file system
  }
}
