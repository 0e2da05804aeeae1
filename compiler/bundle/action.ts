/** `npm run action`: writes the bundle that GitHub runs. It is committed, because GitHub runs the files of the repository. */
import { writeFileSync } from "node:fs";
import { actionBundle } from "./action-bundle.ts";

for (const [path, text] of await actionBundle()) writeFileSync(path, text);
