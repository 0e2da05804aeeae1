import type { Overlay } from "../../compiler/6-render/overlay.ts";

export const STARTER = "resources:\n  - generated\n";

/** An overlay with the files given, by name below `generated/`. */
export function overlay(cluster: string, files: Readonly<Record<string, string>>, federation = "shop"): Overlay {
  return {
    cluster,
    federation,
    files: new Map(Object.entries(files).map(([name, text]) => [`generated/${name}`, text])),
    scaffold: new Map([["kustomization.yaml", STARTER]]),
  };
}

/** Three successive contents of two clusters, with files that come, change, stay, go and move between a file and a folder. */
export const versions: readonly (readonly Overlay[])[] = [
  [
    overlay("cluster1", {
      "README.md": "one\n",
      "gateways.yaml": "kind: A\n",
      "same.yaml": "same\n",
      "old.yaml": "old\n",
      thing: "file\n",
    }),
    overlay("cluster2", { "README.md": "two\n", "deep/er/x.yaml": "x\n", "deep/y.yaml": "y\n" }),
  ],
  [
    overlay("cluster1", {
      "README.md": "one, b\n",
      "gateways.yaml": "kind: B\n",
      "same.yaml": "same\n",
      "new.yaml": "new\n",
      "thing/in.yaml": "in\n",
    }),
    overlay("cluster2", { "README.md": "two\n", "deep/er": "now a file\n" }),
  ],
  [
    overlay("cluster1", { "README.md": "one, c\n", "gateways.yaml": "kind: A\n", "same.yaml": "other\n", "third.yaml": "3\n" }),
    overlay("cluster2", { "README.md": "two, c\n", "deep/er/x.yaml": "x\n" }),
  ],
];
