/** Why a half is not in force that stands alone: what `expose` and `consume` write, and take out again. */
export const waitsFor = {
  consumer: (consumer: string): string => `waits for ${consumer} to consume it`,
  exposer: (exposer: string): string => `waits for ${exposer} to allow it`,
  anyExposer: "waits for a cluster to expose it",
};
