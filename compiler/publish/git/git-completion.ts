/**
 * When a run of git counts as ended: when it has closed its output. simple-git would take what it has read 50 milliseconds after git's end, and on
 * a busy machine that is a part of it. Whoever holds the output open after git's end, such as a connection of ssh that others share, is left
 * behind after five seconds.
 */
export const gitCompletion = { onClose: true, onExit: 5000 } as const;
