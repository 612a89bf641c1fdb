import { chartClasses, colourVariables } from "../theme.ts";

const variables = `
:root{color-scheme:light dark;--wash:#f5f2ea;--accent:#8a1c1c;--ok:#1a6b3c;--doubt:#8a5a00;--bad:#a3201d;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Charter,"Bitstream Charter",Georgia,serif;
--sans:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--wash:#1e2630;--accent:#e79a8f;--ok:#6fcf97;--doubt:#f0b94f;--bad:#ff8d82}}
@media print{:root{color-scheme:light;--wash:#f5f2ea;--accent:#8a1c1c;--ok:#1a6b3c;--doubt:#8a5a00;--bad:#a3201d}}
`;

const base = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:71rem;padding:0 clamp(1rem,4vw,2.5rem) 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.6 var(--sans);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
p{margin:0 0 .75rem;max-width:68ch;text-wrap:pretty}
a{color:inherit;text-decoration-color:var(--accent);text-underline-offset:.2em}
a:hover{color:var(--accent)}
:focus-visible{outline:2px solid var(--blue);outline-offset:3px}
code,pre{font-family:var(--mono);font-size:.875em}
pre{margin:0 0 1.25rem;padding:.9rem 1.1rem;background:var(--wash);border-left:3px solid var(--accent);
white-space:pre-wrap}
small{font-size:.8125rem;color:var(--muted)}
.hint{color:var(--muted)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--paper);z-index:1}
`;

const top = `
.masthead{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 2rem;
padding:1.75rem 0 .8rem;border-bottom:4px double var(--ink)}
.masthead p{margin:0}
.wordmark{font:700 1.2rem/1.4 var(--serif);letter-spacing:.24em;text-transform:uppercase}
.edition{color:var(--muted);font-size:.9375rem}
.when{white-space:nowrap}
.when::before{content:"· "}
.verdict{display:grid;grid-template-columns:minmax(0,1fr) 18rem;gap:1.5rem 3rem;align-items:start;padding:2.5rem 0 2rem}
h1{margin:0 0 1.1rem;font:700 clamp(1.55rem,1.1rem + 2.1vw,2.35rem)/1.22 var(--serif);letter-spacing:-.01em;
text-wrap:balance}
.unfinished{font-style:italic}
.seal{padding:1.1rem 1.25rem .6rem;border:1px solid var(--tone);border-top-width:4px;font-size:.9375rem;line-height:1.5}
.seal.valid{--tone:var(--ok)}
.seal.suspect{--tone:var(--doubt)}
.seal.invalid{--tone:var(--bad)}
.seal .status{display:flex;align-items:center;gap:.75rem;color:var(--tone)}
.seal strong{font-size:1.2rem;letter-spacing:.1em}
.seal svg{flex:none;fill:none;stroke:currentColor;stroke-width:1.5}
.seal .ring{stroke-dasharray:2.2 2.408;stroke-width:3}
.seal path{stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}
.seal ul{margin:0 0 .75rem;padding:0;list-style:none}
.seal li{padding:.6rem 0;border-top:1px solid var(--grid)}
.action{color:var(--muted)}
.lede{margin-top:.5rem;font:italic 1.0625rem/1.55 var(--serif)}
.scope{display:flex;flex-wrap:wrap;gap:.2rem 0;margin:0 0 1.5rem;padding:0;list-style:none;font-size:.9375rem}
.scope li:not(:last-child)::after{content:"·";padding:0 .6rem;color:var(--axis)}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.3rem;margin:0;padding:.7rem 0;list-style:none;font-size:.875rem;
border-top:1px solid var(--axis);border-bottom:1px solid var(--axis)}
`;

const sections = `
section[aria-labelledby]{padding-top:3.25rem}
h2{margin:0 0 1rem;font:700 1.55rem/1.25 var(--serif)}
h2::after{content:"";display:block;width:3rem;margin-top:.55rem;border-top:2px solid var(--accent)}
h3{margin:0 0 .4rem;font:600 1rem/1.4 var(--sans)}
figure{display:grid;grid-template-columns:minmax(0,15rem) minmax(0,1fr);gap:.75rem 2.25rem;margin:1.75rem 0 0;
padding-top:1.5rem;border-top:1px solid var(--grid)}
h2+figure{border:0;padding-top:.25rem;margin-top:0}
figcaption p{color:var(--muted);font-size:.9375rem;line-height:1.55}
.plot svg{display:block;width:100%;height:auto;overflow:visible}
.plot text{font-family:var(--sans);font-variant-numeric:tabular-nums}
.wide svg{max-width:736px}
.narrow{display:none}
.narrow svg{max-width:27rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem 2.5rem}
.facts,.glossary{margin:0}
.facts div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:0 1rem;padding:.4rem 0;
border-bottom:1px solid var(--grid)}
.facts dt{color:var(--muted)}
dd{margin:0}
.glossary{columns:2 22rem;column-gap:2.5rem}
.glossary div{break-inside:avoid;padding-bottom:.8rem}
.glossary dt{font-weight:600}
.warnings{margin:0;padding:0;list-style:none;display:grid;gap:1rem}
.warnings li{padding:.9rem 1.2rem .3rem;border-left:4px solid var(--tone);background:var(--wash)}
.warnings .note{--tone:var(--blue)}
.warnings .suspect{--tone:var(--doubt)}
.warnings .invalid{--tone:var(--bad)}
.severity{font-weight:600;color:var(--tone);font-size:.9375rem}
.trials{font-weight:400;color:var(--muted)}
.trials::before{content:"· "}
footer{margin-top:4rem;padding-top:1rem;border-top:4px double var(--ink);color:var(--muted);font-size:.875rem}
`;

const planner = `
.planner{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;margin:1.25rem 0 0}
.planner label{display:grid;gap:.25rem;font-size:.875rem;color:var(--muted)}
.planner input,.planner select{width:9rem;padding:.45rem .6rem;font:inherit;color:var(--ink);background:var(--paper);
border:1px solid var(--axis)}
`;

const tables = `
.scroll{overflow-x:auto;margin:1.5rem 0 0}
table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.45}
caption{padding-bottom:.5rem;text-align:left;font-weight:600}
th,td{padding:.6rem .9rem .6rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid);
overflow-wrap:break-word}
thead th{vertical-align:bottom;font-weight:600;font-size:.8125rem;line-height:1.3;color:var(--muted);
border-bottom:2px solid var(--ink)}
tbody th{font-weight:500;min-width:9rem}
td.text{min-width:9rem}
.number{text-align:right}
td.number{white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
.tag{padding:.05rem .4rem;border:1px solid var(--axis);font-size:.75rem;color:var(--muted);white-space:nowrap}
.cards td.number small{display:block}
.cards td.name code{display:block;color:var(--muted);font-size:.78125rem}
.cards td.name{min-width:10rem}
.cards td.text{min-width:12rem;font-size:.875rem;color:var(--muted)}
.cards td.place{font:700 1.35rem/1.15 var(--serif);white-space:nowrap}
.cards td.place abbr{text-decoration:none;color:var(--muted);font-weight:400}
.cards .best td.place{color:var(--accent)}
.cards .best{background:linear-gradient(90deg,var(--wash),transparent)}
.cards td.place,.cards th.place{padding-left:.6rem}
`;

/** Where ten columns do not fit side by side, the sentence on what limits an arm goes below its figures. */
const stacked = `
.cards table,.cards thead,.cards tbody{display:block}
.cards tr{display:grid;grid-template-columns:4.1rem minmax(0,1fr) 4.3rem 8rem 6.8rem 4.6rem 4.6rem 5rem 5.2rem;
border-bottom:1px solid var(--grid)}
.cards thead tr{border-bottom:2px solid var(--ink)}
.cards th,.cards td{border:0;min-width:0;padding-right:.5em}
.cards th{align-self:end;overflow-wrap:normal}
.cards th.text{display:none}
.cards td.text{grid-column:2/-1;padding-top:0}
`;

const medium = `@media screen and (min-width:58.01rem) and (max-width:66rem){${stacked}}`;

const narrow = `
@media (max-width:60rem){
figure{grid-template-columns:minmax(0,1fr)}
figcaption p{max-width:68ch}
}
@media screen and (max-width:60rem){
.verdict{display:flex;flex-direction:column;align-items:stretch;gap:0}
.verdict>div{display:contents}
.verdict>div>p{order:1}
.seal{margin-bottom:1.5rem}
}
@media screen and (max-width:44rem){
.wide{display:none}
.narrow{display:block}
.facts div{grid-template-columns:8rem minmax(0,1fr)}
.scroll:not(.cards) table{min-width:34rem}
}
@media screen and (max-width:58rem){
.cards{overflow:visible}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards table,.cards tbody,.cards tr,.cards td{display:block}
.cards tr{margin-bottom:1rem;padding:.9rem 1rem .5rem;border:1px solid var(--axis);background:none}
.cards tr.best{border-left:4px solid var(--accent)}
.cards td{display:flex;justify-content:space-between;gap:1rem;padding:.35rem 0;text-align:right;white-space:normal}
.cards td::before{content:attr(data-title);flex:none;color:var(--muted);text-align:left;font:400 .875rem/1.6 var(--sans)}
.cards td.number small{display:inline}
.cards td.name{display:block;text-align:left}
.cards td.name::before,.cards td.text::before{display:none}
.cards td.text{display:block;text-align:left}
.cards td:last-child{border:0}
.cards td.place{padding-left:0}
}
`;

const print = `
@page{margin:14mm}
@media print{
${stacked}
html{font-size:11.5px}
body{max-width:none;padding:0;background:none}
nav,.skip{display:none}
.verdict{grid-template-columns:minmax(0,1fr) 15rem;padding:1.25rem 0 1rem}
figure{grid-template-columns:minmax(0,1fr)}
section[aria-labelledby]{padding-top:1.75rem}
h2,h3,caption,thead{break-after:avoid}
figure,tr,.warnings li,.seal,pre,.columns>div{break-inside:avoid}
.scroll{overflow:visible}
tbody th,td.text{min-width:0}
.best,.warnings li,pre{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

/** The page's style: a printed sheet, in any light, on any width. */
export function styleSheet(): string {
  return [
    variables,
    colourVariables(":root"),
    chartClasses(),
    base,
    top,
    sections,
    planner,
    tables,
    medium,
    narrow,
    print,
  ].join("");
}
