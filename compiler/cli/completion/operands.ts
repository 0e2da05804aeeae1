export const shells = ["bash", "zsh", "fish"] as const;

/** What the scripts themselves ask for, with each press of the key. */
export const names = ["clusters", "members", "services", "ends", "codes"] as const;

export type Shell = (typeof shells)[number];

export type Names = (typeof names)[number];
