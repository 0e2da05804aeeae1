import type { Chance } from "../random-federation.ts";

/** How the things of a federation are called. */
export type NameStyle = "plain" | "longest" | "odd";

/** Texts that YAML readers take for something else than a text. */
const odd = ["null", "true", "no", "1e3", "0x1f", "off", "12e4", "y", "on", "0o17", "false", "yes"];

/** Names of one style, as long as each may be in the style `longest`. */
export class Names {
  readonly style: NameStyle;

  constructor(chance: Chance) {
    const turn = chance.below(4);
    this.style = turn === 0 ? "longest" : turn === 1 ? "odd" : "plain";
  }

  /** A key of federation.yaml. Odd names stand where the number is below their count; other kinds begin elsewhere in the list. */
  key(kind: string, index: number): string {
    if (this.style === "odd") return odd[index] === undefined ? `${index}-${kind}` : kind === "k" ? odd[index] : `${odd[index]}-${kind}`;
    return this.style === "longest" ? `${kind}${index}-`.padEnd(40, "x") : `${kind}${index}`;
  }

  /** A DNS label that begins with a letter. */
  label(kind: string, index: number): string {
    const plain = `${kind}${index}`;
    if (this.style === "odd") return `${["e", "y", "n", "no", "on"][index % 5]}${index}`;
    return this.style === "longest" ? `${plain}-`.padEnd(63, "l") : plain;
  }

  namespace(index: number): string {
    if (this.style === "odd") return `${index}e${index + 1}`;
    return this.style === "longest" ? `ns${index}-`.padEnd(63, "n") : `ns${index}`;
  }

  account(index: number): string {
    if (this.style === "odd") return `${index}.${index}`;
    return this.style === "longest" ? `account${index}.`.padEnd(253, "a") : `account${index}`;
  }

  hostname(index: number): string {
    if (this.style === "odd") return `0x${index}.no`;
    return this.style === "longest" ? domain(`c${index}`, "example.com", 160) : `c${index}.example.com`;
  }

  /** A trust domain of a mesh. */
  trustDomain(index: number): string {
    if (this.style === "odd") return `${index}e3`;
    return this.style === "longest" ? domain(`mesh${index}`, "trust", 253) : `mesh${index}.trust`;
  }

  /** A cluster's DNS domain: with the longest name of a Service it makes the longest name in full. */
  clusterDomain(): string {
    if (this.style === "odd") return "e5.corp";
    return this.style === "longest" ? domain("cluster", "corp", 253 - 127 - ".svc.".length) : "cluster.corp";
  }

  federation(): string {
    if (this.style === "odd") return "null";
    return this.style === "longest" ? "federation-".padEnd(40, "f") : "chance";
  }

  /** A local name of three labels or more. */
  fullHost(index: number): string {
    if (this.style === "odd") return `${index}.true.y`;
    return this.style === "longest" ? domain(`stock${index}`, "global", 253 - "federation-".length) : `stock${index}.partner.global`;
  }
}

/** A DNS name of exactly that length. */
function domain(first: string, last: string, length: number): string {
  const room = length - first.length - last.length - 1; // for `.` and labels between
  const labels: string[] = [];
  for (let left = room - 1; left > 0; ) {
    const size = Math.min(63, left === 64 ? 62 : left);
    labels.push("d".repeat(size));
    left -= size + 1;
  }
  return [first, ...labels, last].join(".");
}
