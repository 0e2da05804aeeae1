/** What stands in the way of an overlay in a repository. */
export interface DeliveryObstacle {
  readonly kind: "edited" | "foreign" | "refused";
  readonly message: string;
  readonly help: string;
}

const adopt = "`--adopt` takes over what is there";
const restore = "restore the inventory from the repository's history; where all of `generated` is this overlay's, `--adopt` takes it over";

/** Each takes the path in the repository. */
export const deliveryObstacle = {
  edited: (path: string): DeliveryObstacle => ({
    kind: "edited",
    message: `\`${path}\` was edited by hand since fedc wrote it`,
    help: "move the change into a patch beside kustomization.yaml and revert it here; `--overwrite-edits` drops it",
  }),
  foreign: (path: string): DeliveryObstacle => ({
    kind: "foreign",
    message: `\`${path}\` was not written by fedc, and stands where a file of the overlay belongs`,
    help: `move it away; ${adopt}`,
  }),
  noLock: (path: string): DeliveryObstacle => ({
    kind: "foreign",
    message: `\`${path}\` holds files, and no inventory says that they are fedc's`,
    help: `choose another path, or move them away; ${adopt}`,
  }),
  damagedInventory: (path: string): DeliveryObstacle => ({
    kind: "foreign",
    message: `\`${path}\` is damaged: it does not say which files are fedc's`,
    help: restore,
  }),
  newerInventory: (path: string): DeliveryObstacle => ({
    kind: "refused",
    message: `\`${path}\` was written by a newer fedc, in a format that this one does not know`,
    help: "publish with that version of fedc or a later one",
  }),
  otherFederation: (path: string, theirs: string, ours: string): DeliveryObstacle => ({
    kind: "refused",
    message: `\`${path}\` belongs to the federation \`${theirs}\`, not to \`${ours}\``,
    help: "a cluster is in one federation: choose another path; for a federation that was renamed, delete `generated` there first",
  }),
  otherCluster: (path: string, theirs: string, ours: string): DeliveryObstacle => ({
    kind: "refused",
    message: `\`${path}\` belongs to the overlay of \`${theirs}\`, not of \`${ours}\``,
    help: "correct `path` in the file; for a cluster that was renamed, delete `generated` there first",
  }),
  notFolder: (path: string): DeliveryObstacle => ({
    kind: "refused",
    message: `\`${path}\` is a file, a link or a submodule in the repository, and the overlay needs a folder there`,
    help: "correct `path` in the file, or move it away",
  }),
  notFile: (path: string): DeliveryObstacle => ({
    kind: "refused",
    message: `\`${path}\` is no regular file in the repository`,
    help: "move it away",
  }),
} as const;
