import { bookinfoFaults } from "./bookinfo.ts";
import { exchangedRootsFaults } from "./exchanged-roots.ts";
import { failoverFaults } from "./failover-and-path.ts";
import type { Fault } from "./fault.ts";
import { otherFaults } from "./others.ts";
import { ringFaults } from "./ring.ts";
import { routeFaults } from "./routes.ts";
import { sharedRootFaults } from "./shared-root.ts";

/** What somebody might break one day, construct by construct. */
export const faults: readonly Fault[] = [
  ...bookinfoFaults,
  ...ringFaults,
  ...failoverFaults,
  ...exchangedRootsFaults,
  ...sharedRootFaults,
  ...routeFaults,
  ...otherFaults,
];

/** Faults by name; all of them where none are named. Throws if there is no such fault. */
export function chosenFaults(names: readonly string[]): readonly Fault[] {
  const stranger = names.find((name) => !faults.some((fault) => fault.name === name));
  if (stranger !== undefined) throw new Error(`there is no fault \`${stranger}\`; there are ${faults.map(({ name }) => name).join(", ")}`);
  return names.length > 0 ? faults.filter(({ name }) => names.includes(name)) : faults;
}
