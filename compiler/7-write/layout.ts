/** The part of an overlay that is fedc's alone. */
export const GENERATED = "generated";
/** Which files of it fedc wrote. */
export const INVENTORY = `${GENERATED}/inventory.json`;
/** Where all files are written first, in the output folder. */
export const STAGE = ".fedc-stage";
/** Present while a run writes to the output folder. */
export const RUNNING = ".fedc-running";

const PLAIN_PATH = /^(?!\.\.?(\/|$))[^/\\\0]+(\/(?!\.\.?(\/|$))[^/\\\0]+)*$/;

/** Whether a path from outside stays where it is put: relative, nothing but names between single slashes. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path);
}

/** The folders that a path lies in, outermost first. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at));
  return folders;
}
