/** `1 use`, `5,000 uses`: the same in every locale. */
export function countedWithSeparators(count: number, one: string): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${one}${count === 1 ? "" : "s"}`;
}
