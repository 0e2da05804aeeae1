/** Colours of the picture, in a light and a dark surrounding; each text is at least 4.5:1 on what lies behind it. */
export const lightColours = `--ground:#fff;--text:#1a1f26;--faint:#535d69;--box:#f4f6f9;--edge:#8a94a1;--offer:#dcebdd;--use:#e3eaf6;
--cell:#2f6fb3;--in-force:#2f6fb3;--pending:#8f5f00;--inactive:#6b7480;--mark:#b3261e;`;
export const darkColours = `--ground:#0f1419;--text:#e6edf3;--faint:#a6b1bd;--box:#18202a;--edge:#5c6a79;--offer:#1d3326;--use:#1f2c40;
--cell:#6cb0ff;--in-force:#6cb0ff;--pending:#e0b050;--inactive:#96a1ad;--mark:#ff8a80;`;

/** What the shapes of a picture look like, wherever it stands. */
export const pictureStyle = `.picture text{font:12px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:var(--text)}
.picture .head{font-size:14px;font-weight:700}.picture .faint,.picture .label{font-size:11px;fill:var(--faint)}
.picture .label{paint-order:stroke;stroke:var(--ground);stroke-width:4px;fill:var(--text)}
.picture rect{stroke:none;fill:none}.picture .cluster{fill:var(--box);stroke:var(--edge)}
.picture .offer{fill:var(--offer)}.picture .use{fill:var(--use)}.picture .cell{fill:var(--cell)}
.picture .dashed{stroke:var(--inactive);stroke-dasharray:4 3}
.picture .curve{fill:none}.picture .tip{stroke:none}
.picture .in-force{stroke:var(--in-force)}.picture .tip.in-force{fill:var(--in-force);stroke:none}
.picture .pending{stroke:var(--pending);stroke-dasharray:7 4}.picture .tip.pending{fill:var(--pending);stroke:none}
.picture .inactive{stroke:var(--inactive);stroke-dasharray:3 4}.picture .tip.inactive{fill:var(--inactive);stroke:none}
`;
