import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { home } from "../machine/paths.ts";
import { attempt, run } from "../machine/run-command.ts";
import { step } from "./progress.ts";

/** What a module of Go needs so that programs of others can be built in it. */
export interface GoModuleSpec {
  /** Its own path. It matters where a program imports what is internal to another module. */
  readonly path?: string;
  /** `module version` */
  readonly requires: readonly string[];
  /** `module => module version`: replacements of the module that is built, which Go takes from the main module only. */
  readonly replaces?: readonly string[];
}

/** A module of our own, in which programs of other modules are built: with its replacements, and without their sources. */
export class GoModule {
  readonly folder: string;

  constructor(name: string, { path = `conformance/${name}`, requires, replaces = [] }: GoModuleSpec) {
    this.folder = join(home, "src", name);
    mkdirSync(this.folder, { recursive: true });
    const block = (word: string, lines: readonly string[]) => `${word} (\n${lines.map((line) => `\t${line}\n`).join("")})\n`;
    const requirements = requires.map((line) => line.replace(/@| /, " "));
    this.write("go.mod", `module ${path}\n\ngo 1.26.0\n\n${block("require", requirements)}\n${block("replace", replaces)}`);
  }

  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }

  /** Names packages of other modules that are built, and finds the versions of everything that they import. */
  async importing(packages: readonly string[]): Promise<void> {
    this.write("tools.go", `//go:build tools\n\npackage tools\n\nimport (\n${packages.map((name) => `\t_ "${name}"\n`).join("")})\n`);
    await this.tidy();
  }

  /** Finds the versions of everything that is imported. What only tests of others need may be missing. */
  async tidy(): Promise<void> {
    await step(`finding the modules of ${this.folder.replace(/^.*\//, "")}`, () =>
      attempt(["go", "mod", "tidy", "-e"], { cwd: this.folder }),
    );
  }

  /** Builds one program. Throws what Go says if it cannot. */
  async build(packageName: string, target: string, { flags = [], env = {} }: BuildOptions = {}): Promise<void> {
    const command = ["go", "build", "-mod=mod", "-trimpath", "-ldflags=-s -w", ...flags, "-o", target, packageName];
    await step(`building ${target.replace(/^.*\//, "")}`, () => run(command, { cwd: this.folder, env }));
  }

  /** The folder that has the sources of a required module. */
  async folderOf(module: string): Promise<string> {
    return (await run(["go", "list", "-mod=mod", "-m", "-f", "{{.Dir}}", module], { cwd: this.folder })).trim();
  }
}

interface BuildOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
