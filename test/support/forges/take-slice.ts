import { readFileSync, writeFileSync } from "node:fs";
import { type ApiDescription, type ApiSlice, takeSlice } from "./api-slice.ts";

/**
 * Takes a slice of a forge's API anew from the description that the forge publishes, and writes it to its place:
 * `node --import tsx test/support/forges/take-slice.ts test/support/github/openapi-slice.json api.github.com.json`. For another call of fedc, add
 * `{ operation, method, path, responses: {} }` before; for another field, its name with `{}`. GitHub's is in the npm package `@octokit/openapi`,
 * Gitea's behind `/swagger.v1.json` of a server.
 */
const [slice, description] = process.argv.slice(2);
if (slice === undefined || description === undefined) throw new Error("usage: take-slice.ts SLICE DESCRIPTION");
const old = JSON.parse(readFileSync(slice, "utf8")) as ApiSlice;
const taken = takeSlice(JSON.parse(readFileSync(description, "utf8")) as ApiDescription, old);
writeFileSync(slice, `${JSON.stringify(taken, null, 2)}\n`);
