/** The variables of the environment that fedc was started with. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The first of these variables that holds more than white space. */
export function firstSet(variables: Variables, names: readonly string[]): string | undefined {
  return names.find((name) => (variables[name] ?? "").trim() !== "");
}

/** Those of these variables that are not empty, for another program. */
export function inherited(variables: Variables, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])));
}
