/** Groups that other engines know and RE2 does not, by what they begin with; longer ones first. */
const unknownGroups: readonly (readonly [string, string])[] = [
  ["(?<=", "look-behind"],
  ["(?<!", "look-behind"],
  ["(?=", "look-ahead"],
  ["(?!", "look-ahead"],
  ["(?>", "an atomic group"],
  ["(?#", "a comment"],
  ["(?|", "a branch reset"],
  ["(?(", "a condition"],
  ["(?R", "recursion"],
  ["(?&", "recursion"],
  ["(?P=", "a back reference"],
  ["(?P>", "recursion"],
];
const knownGroup = /^\(\?(?:P?<[A-Za-z_][A-Za-z0-9_]*>|[imsU]*(?:-[imsU]+)?[:)])/;
const knownEscape =
  /^\\(?:[pP](?:[A-Z]|\{\^?[A-Za-z_]+\})|x(?:[0-9A-Fa-f]{2}|\{[0-9A-Fa-f]{1,6}\})|0[0-7]{0,2}|[1-7][0-7]{1,2}|[aAbBCdDfnrsStvwWz]|[^A-Za-z0-9])/u;
const namedClasses = /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]$/;
const repetition = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/;
const mostRepetitions = 1000;

/**
 * What keeps a regular expression from being one of RE2's (github.com/google/re2/wiki/Syntax), as the rest of a sentence that
 * begins with it; undefined where nothing does.
 */
export function re2Problem(regex: string): string | undefined {
  let open = 0;
  /** Whether something stands before that can be repeated, and whether it is repeated already. */
  let before: "nothing" | "something" | "repeated" = "nothing";
  /** How often something is repeated at most: in each open group, and in what stands before. */
  const times = [1];
  let inner = 1;
  for (let i = 0; i < regex.length; ) {
    const rest = regex.slice(i, i + 600);
    const token = repetition.exec(rest);
    if (token) {
      const problem = repetitionProblem(token, before);
      if (problem !== undefined) return problem;
      const [, least = "1", most = ""] = token;
      inner *= Math.max(Number(least), Number(most), 1);
      if (inner > mostRepetitions) return `repeats what is repeated, more than ${mostRepetitions} times in all, the most that RE2 does`;
      times.push(Math.max(times.pop() ?? 1, inner));
      i += token[0].length;
      // A question mark behind a repetition makes it take as little as it can.
      if (regex[i] === "?") i++;
      before = "repeated";
      continue;
    }
    const character = rest[0];
    inner = 1;
    if (character === "(") {
      const group = groupOf(rest);
      if (typeof group === "string") return group;
      i += group.length;
      if (group.isFlags) continue;
      times.push(1);
      open++;
      before = "nothing";
    } else if (character === ")") {
      if (--open < 0) return "has a `)` without its `(`";
      inner = times.pop() ?? 1;
      times.push(Math.max(times.pop() ?? 1, inner));
      i++;
      before = "something";
    } else if (character === "[") {
      const end = classEnd(regex, i);
      if (typeof end === "string") return end;
      i = end;
      before = "something";
    } else if (character === "\\") {
      const end = escapeEnd(regex, i);
      if (typeof end === "string") return end;
      i = end;
      before = "something";
    } else {
      i++;
      before = character === "|" ? "nothing" : "something";
    }
  }
  return open > 0 ? "has a `(` without its `)`" : undefined;
}

function repetitionProblem(
  [text, least = "0", most = ""]: RegExpExecArray,
  before: "nothing" | "something" | "repeated",
): string | undefined {
  if (before === "nothing") return `has a \`${text}\` with nothing before it to repeat`;
  if (before === "repeated")
    return text === "+" ? "has a possessive repetition, which RE2 does not know" : `repeats a repetition by \`${text}\``;
  if (Math.max(Number(least), Number(most)) > mostRepetitions) return `repeats more than ${mostRepetitions} times, the most that RE2 does`;
  return most !== "" && Number(most) < Number(least) ? `has a repetition \`${text}\` that ends before it begins` : undefined;
}

function groupOf(rest: string): { length: number; isFlags: boolean } | string {
  if (rest[1] !== "?") return { length: 1, isFlags: false };
  const known = knownGroup.exec(rest)?.[0];
  if (known !== undefined) return { length: known.length, isFlags: known.endsWith(")") };
  const name = unknownGroups.find(([start]) => rest.startsWith(start))?.[1] ?? `a group that begins with \`${rest.slice(0, 3)}\``;
  return `has ${name}, which RE2 does not know`;
}

function classEnd(regex: string, start: number): number | string {
  let i = start + 1;
  if (regex[i] === "^") i++;
  // A bracket that comes first is meant as itself.
  for (let first = true; i < regex.length; first = false) {
    if (regex[i] === "]" && !first) return i + 1;
    const named = /^\[:\^?[a-z]+:\]/.exec(regex.slice(i, i + 16))?.[0];
    if (named !== undefined && !namedClasses.test(named)) return `has a class \`${named}\`, which RE2 does not know`;
    const range = /^([^\\\]])-([^\\\]])/u.exec(regex.slice(i, i + 6));
    if (named !== undefined) i += named.length;
    else if (range && (range[1]?.codePointAt(0) ?? 0) > (range[2]?.codePointAt(0) ?? 0))
      return `has a range \`${range[0]}\` that ends before it begins`;
    else if (range) i += range[0].length;
    else if (regex[i] === "\\") {
      const end = escapeEnd(regex, i);
      if (typeof end === "string") return end;
      i = end;
    } else i++;
  }
  return "has a `[` without its `]`";
}

function escapeEnd(regex: string, start: number): number | string {
  const rest = regex.slice(start, start + 40);
  if (rest.startsWith("\\Q")) {
    const end = regex.indexOf("\\E", start);
    return end === -1 ? regex.length : end + 2;
  }
  const known = knownEscape.exec(rest)?.[0];
  if (known !== undefined) return start + known.length;
  if (rest === "\\") return "ends in a `\\`";
  const text = rest.slice(0, 2);
  return /^\\(?:[1-9]|k)/.test(rest) ? "has a back reference, which RE2 does not know" : `has \`${text}\`, which RE2 does not know`;
}
