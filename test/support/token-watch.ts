import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The forms in which a token could be seen. */
export function formsOf(token: string, user = "x-access-token"): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return [token, base64(`${user}:${token}`), base64(token), encodeURIComponent(token)];
}

/** Looks every few milliseconds for a token in the arguments of all processes and in the files of some folders. */
export class TokenWatch {
  /** Where it was seen. */
  readonly leaks: string[] = [];
  /** The arguments of all processes. Only if git is among them, the absence of a token means something. */
  seen = "";
  readonly #forms: readonly string[];
  readonly #folders: readonly string[];
  readonly #timer: NodeJS.Timeout;

  constructor(forms: readonly string[], folders: readonly string[]) {
    this.#forms = forms;
    this.#folders = folders;
    this.#timer = setInterval(() => this.#look(), 20);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#look();
  }

  #look(): void {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const words = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      this.seen += words;
      if (this.#has(words)) this.leaks.push(words);
    }
    for (const folder of this.#folders) {
      // git takes folders away while they are listed.
      const paths = attempt(() => readdirSync(folder, { recursive: true, encoding: "utf8" }).join("\n"));
      for (const path of paths.split("\n")) if (this.#has(attempt(() => readFileSync(join(folder, path), "latin1")))) this.leaks.push(path);
    }
  }

  #has(text: string): boolean {
    return this.#forms.some((form) => text.includes(form));
  }
}

/** Empty if it has gone. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
