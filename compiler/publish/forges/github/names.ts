/** Whether a name is among others: users, teams and labels of GitHub do not differ by case alone. */
export function holds(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name.toLowerCase());
}
