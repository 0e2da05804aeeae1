import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { type Ran, root } from "./fedc.ts";
import { fedcInside } from "./inside.ts";

/** A folder with a sample in it, federation.yaml and roots; that of both modes unless told otherwise. */
export class Medley {
  readonly folder: string;

  constructor(folder: string, sample = "medley") {
    this.folder = folder;
    cpSync(join(root, "test/samples/build", sample), folder, { recursive: true });
    rmSync(join(folder, "expected"), { recursive: true });
  }

  run(...args: readonly string[]): Promise<Ran> {
    return fedcInside(args, this.folder);
  }

  /** What a command says as JSON; it ends well unless told otherwise. */
  async json<Document>(args: readonly string[], status = 0): Promise<Document> {
    const ran = await this.run(...args, "--json");
    assert.is(ran.status, status, ran.stderr + ran.stdout);
    return JSON.parse(ran.stdout) as Document;
  }

  /** Changes a file; what is replaced must be there. */
  edit(path: string, before: string, after: string): void {
    const file = join(this.folder, path);
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes(before), `${path} has no ${before}`);
    writeFileSync(
      file,
      text.replace(before, () => after),
    );
  }
}
