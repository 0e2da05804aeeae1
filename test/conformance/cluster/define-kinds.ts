import { join } from "node:path";
import { home } from "../machine/paths.ts";
import { run } from "../machine/run-command.ts";

/** Defines the kinds of a part that `npm run conformance:install` has installed, and waits until the API server serves them. */
export async function defineKinds(kubeconfig: string, name: string): Promise<void> {
  const folder = join(home, "gitops", name);
  const kubectl = ["kubectl", "--kubeconfig", kubeconfig];
  await run([...kubectl, "apply", "--server-side", "-f", folder]);
  await run([...kubectl, "wait", "--for=condition=Established", "--timeout=60s", "-f", folder]);
}
