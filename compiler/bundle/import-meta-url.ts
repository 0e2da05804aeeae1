import { pathToFileURL } from "node:url";

/** Takes the place of `import.meta.url` in the program, whose files all lie in one folder: CommonJS has only `__filename`. */
export const importMetaUrl: string = pathToFileURL(__filename).href;
