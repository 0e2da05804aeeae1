/** The folder of an overlay to which only fedc may write. */
export const GENERATED = "generated";
/** The list of the files in it that fedc wrote. */
export const INVENTORY = `${GENERATED}/inventory.json`;
/** All files are written to this folder first, inside the output folder. */
export const STAGE = ".fedc-stage";
/** This folder exists while a run writes to the output folder. */
export const RUNNING = ".fedc-running";

/** Kustomize reads one of these names in a folder, and fails if there are two. */
export const KUSTOMIZATIONS: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The names under which a file of the scaffold may be present already. */
export function scaffoldNames(name: string): readonly string[] {
  return KUSTOMIZATIONS.includes(name) ? KUSTOMIZATIONS : [name];
}

const PLAIN_PATH = /^(?!\.\.?(\/|$))[^/\\\0]+(\/(?!\.\.?(\/|$))[^/\\\0]+)*$/;

/** Whether a path of an input stays below the folder that it is joined to: it is relative, and only names between single slashes. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path);
}

/** The folders that contain a path, outermost first. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at));
  return folders;
}
