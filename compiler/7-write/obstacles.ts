import type { Reason } from "./refusal.ts";

const PATCH = "move the change into a patch beside kustomization.yaml, then delete the file and build again";
const RESTORE = "restore the inventory from version control, or delete the generated folder of this cluster, and build again";
const KEEP = "if it belongs to this federation's overlay, restore the file that fedc wrote; otherwise write to another folder";

/** What can stand in the way of an overlay; each takes the path to show. */
export const obstacle = {
  link: (path: string): Reason => ({
    path,
    message: `\`${path}\` is a symbolic link, and fedc follows none inside the output folder`,
    help: "replace the link by what it points to, or delete it, and build again",
  }),
  notFolder: (path: string): Reason => ({
    path,
    message: `\`${path}\` is no folder, and fedc needs one there`,
    help: "move it away, or write to another folder",
  }),
  notFile: (path: string): Reason => ({
    path,
    message: `\`${path}\` is not a regular file`,
    help: "move it away and build again",
  }),
  edited: (path: string): Reason => ({ path, message: `\`${path}\` was edited by hand since fedc wrote it`, help: PATCH }),
  foreign: (path: string): Reason => ({
    path,
    message: `\`${path}\` was not written by fedc, and nothing else lies under generated/`,
    help: PATCH,
  }),
  damagedInventory: (path: string): Reason => ({
    path,
    message: `\`${path}\` is damaged: it does not say which files are fedc's`,
    help: RESTORE,
  }),
  newerInventory: (path: string): Reason => ({
    path,
    message: `\`${path}\` was written by a newer fedc, in a format that this one does not know`,
    help: "build with that version of fedc or a later one",
  }),
  otherFederation: (path: string, theirs: string, ours: string): Reason => ({
    path,
    message: `\`${path}\` belongs to the federation \`${theirs}\`, not to \`${ours}\``,
    help: `a cluster is in one federation: ${KEEP}; for a federation that was renamed, delete its generated folder and build again`,
  }),
  otherCluster: (path: string, theirs: string, ours: string): Reason => ({
    path,
    message: `\`${path}\` belongs to the overlay of \`${theirs}\`, not of \`${ours}\``,
    help: `${KEEP}; for a copied or renamed folder, delete its generated folder and build again`,
  }),
  unmentioned: (path: string): Reason => ({
    path,
    message: `\`${path}\` does not mention \`generated\`, so nothing of the federation is applied with it`,
    help: "list `generated` under its `resources`",
  }),
};
