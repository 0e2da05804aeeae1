import * as assert from "uvu/assert";
import { type Circumstances, fedc, type Ran } from "./fedc.ts";

/** Runs fedc and remembers all that it says, so that a test can look through it at the end. */
export class Heard {
  readonly #all: string[] = [];

  fedc(args: readonly string[], circumstances: Circumstances = {}): Ran {
    const ran = fedc(args, circumstances);
    this.add(ran.stdout, ran.stderr);
    return ran;
  }

  /** Runs it for programs: what was found, and its own fields. */
  json(args: readonly string[], circumstances: Circumstances = {}): HeardDocument {
    return JSON.parse(this.fedc([...args, "--json"], circumstances).stdout) as HeardDocument;
  }

  add(...texts: readonly string[]): void {
    this.#all.push(...texts);
  }

  /** No private key, whole or in part: `keys` are PEM. */
  assertNoKeys(keys: readonly string[]): void {
    assert.ok(this.#all.length > 0 && keys.length > 0);
    const parts = keys.flatMap((key) => key.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----")));
    assert.ok(parts.length > 0);
    for (const text of this.#all) {
      assert.not.match(text, "PRIVATE KEY");
      for (const part of parts) assert.not.match(text, part);
    }
  }
}

/** The JSON document of a command. */
export interface HeardDocument {
  readonly ok: boolean;
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: a command's own fields, which each test knows
  readonly [field: string]: any;
}
