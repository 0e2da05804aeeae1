import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { bundledProgram } from "../app/bundle.ts";
import type { WireAnswer, WireCall } from "../app/wire-call.ts";
import type { RunningPod } from "../cluster/pods.ts";
import { inside } from "../machine/network.ts";
import { remember } from "../machine/processes.ts";

/** Programs inside of pods that make calls when they are told to. Each is started when it is first needed. */
export class PodClients {
  readonly #clients = new Map<string, PodClient>();

  /** Makes a call in a pod: as its application, or as its proxy's user, whose connections no sidecar takes. */
  make(pod: RunningPod, call: WireCall): Promise<WireAnswer> {
    const as = call.kind === "tls" ? "proxy" : "app";
    const key = `${pod.network} ${as}`;
    let client = this.#clients.get(key);
    if (!client || client.ended) {
      client = new PodClient(pod, as);
      this.#clients.set(key, client);
    }
    return client.make(call);
  }

  stop(): void {
    for (const client of this.#clients.values()) client.stop();
    this.#clients.clear();
  }
}

class PodClient {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: WireAnswer) => void>();
  #made = 0;
  ended = false;

  constructor({ name, network }: RunningPod, as: "app" | "proxy") {
    const [program = "", ...words] = [...inside(network, as), process.execPath, bundledProgram("client")];
    this.#process = spawn(program, words, { detached: true, cwd: "/" });
    if (this.#process.pid !== undefined) remember(`clients/${network}/${as}`, this.#process.pid);
    this.#process.stderr.on("data", (text) => console.error(`client in ${name}: ${text}`));
    this.#process.stdin.on("error", () => {});
    this.#process.on("error", () => this.#end()).on("close", () => this.#end());
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      const { id, answer } = JSON.parse(line) as { readonly id: number; readonly answer: WireAnswer };
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
  }

  make(call: WireCall): Promise<WireAnswer> {
    const id = ++this.#made;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#process.stdin.write(`${JSON.stringify({ id, call })}\n`);
    });
  }

  stop(): void {
    this.#process.stdin.end();
  }

  #end(): void {
    this.ended = true;
    for (const answer of this.#waiting.values()) answer({ result: "none", detail: "the pod's client has ended" });
    this.#waiting.clear();
  }
}
