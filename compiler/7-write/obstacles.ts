import type { Reason } from "./refusal.ts";

/** The two targets of an overlay: a folder on the disk, and a tree in a git repository. */
export type TargetKind = "folder" | "repository";

/** One thing that keeps an overlay from its target. */
export interface Obstacle extends Reason {
  readonly kind: ObstacleKind;
}

export type ObstacleKind = keyof typeof words;

/** The owner that an inventory names, and the owner of the desired overlay. */
interface Owners {
  readonly theirs: string;
  readonly ours: string;
}

/** Words an obstacle; `path` is as the user should read it. */
export function obstacle(kind: ObstacleKind, target: TargetKind, path: string, owners: Owners = { theirs: "", ours: "" }): Obstacle {
  const { message, help } = words[kind];
  return { kind, path, message: `\`${path}\` ${message(owners)}`, help: help[target] };
}

const patch = "move the change into a patch beside kustomization.yaml";
const adopt = "`--adopt` takes over what is there";
const restore = "if it belongs to this federation's overlay, restore the file that fedc wrote; otherwise write to another folder";
const replaceLink = "replace the link by what it points to, or delete it, and build again";

interface Words {
  readonly message: (owners: Owners) => string;
  readonly help: Readonly<Record<TargetKind, string>>;
}

const words = {
  link: {
    message: () => "is a symbolic link, and fedc follows none inside the output folder",
    help: { folder: replaceLink, repository: "replace the link by a file" },
  },
  notFolder: {
    message: () => "is not a folder, and the overlay needs a folder there",
    help: { folder: "move it away, or write to another folder", repository: "correct `path` in the file, or move it away" },
  },
  notFile: {
    message: () => "is not a regular file",
    help: { folder: "move it away and build again", repository: "move it away" },
  },
  edited: {
    message: () => "was edited by hand since fedc wrote it",
    help: {
      folder: `${patch}, then delete the file and build again`,
      repository: `${patch} and revert it here; \`--overwrite-edits\` drops it`,
    },
  },
  foreign: {
    message: () => "was not written by fedc, and only fedc may write there",
    help: { folder: `${patch}, then delete the file and build again`, repository: `move it away; ${adopt}` },
  },
  noInventory: {
    message: () => "holds files, and no inventory says that they are fedc's",
    help: { folder: "move them away and build again", repository: `choose another path, or move them away; ${adopt}` },
  },
  damagedInventory: {
    message: () => "is damaged: it does not say which files are fedc's",
    help: {
      folder: "restore the inventory from version control, or delete the generated folder of this cluster, and build again",
      repository:
        "restore the inventory from the repository's history; where all of `generated` is this overlay's, `--adopt` takes it over",
    },
  },
  newerInventory: {
    message: () => "was written by a newer fedc, in a format that this one does not know",
    help: {
      folder: "build with that version of fedc or a later one",
      repository: "publish with that version of fedc or a later one",
    },
  },
  otherFederation: {
    message: ({ theirs, ours }) => `belongs to the federation \`${theirs}\`, not to \`${ours}\``,
    help: {
      folder: `a cluster is in one federation: ${restore}; for a federation that was renamed, delete its generated folder and build again`,
      repository: "a cluster is in one federation: choose another path; for a federation that was renamed, delete `generated` there first",
    },
  },
  otherCluster: {
    message: ({ theirs, ours }) => `belongs to the overlay of \`${theirs}\`, not of \`${ours}\``,
    help: {
      folder: `${restore}; for a copied or renamed folder, delete its generated folder and build again`,
      repository: "correct `path` in the file; for a cluster that was renamed, delete `generated` there first",
    },
  },
} as const satisfies Readonly<Record<string, Words>>;
