/** How Flux reports while a change is under way. */
export const manners = ["prompt", "late", "fails-first", "fails-after", "silent"] as const;

export type Manner = (typeof manners)[number];
