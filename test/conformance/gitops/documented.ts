import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../cluster/kube-api.ts";
import { repository } from "../machine/paths.ts";

const page = join(repository, ".github/docs/publish-argo-cd-flux.md");

/** An object of a user's GitOps tool. */
export interface DocumentedObject extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The object of a kind as fedc's documentation has it, with this repository in place of the documentation's. Throws if the page has none. */
export function documentedObject(kind: string, address: string): DocumentedObject {
  const blocks = [...readFileSync(page, "utf8").matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = ""]) => text);
  const text = blocks.join("---\n").replaceAll("https://github.com/example/shop-gitops", address);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as DocumentedObject);
  const found = objects.find((object) => object.kind === kind);
  if (!found) throw new Error(`${page} has no ${kind}`);
  return found;
}
