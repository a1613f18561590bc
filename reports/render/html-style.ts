import { darkChartRules } from './palette.ts';

const LIGHT =
  '--ink:#1f2733;--muted:#566172;--paper:#ffffff;--page:#f4f6f9;--line:#dde3ea;--good:#1d6b4e;--good-soft:#e3f3ec;--bad:#9c2a20;--bad-soft:#fbe9e6;--open:#7a5200;--open-soft:#fbf0d7;--quiet-soft:#edf0f4;--code:#f2f4f8;';
const DARK =
  '--ink:#e6eaf0;--muted:#a3aebd;--paper:#171d26;--page:#10151c;--line:#2c3542;--good:#6fd3ab;--good-soft:#16352a;--bad:#ff9a8d;--bad-soft:#41201c;--open:#f0c269;--open-soft:#3a2d12;--quiet-soft:#242d39;--code:#1f2732;';

/** The whole style of the report: screen, narrow screen, dark and paper. No font, image or script from elsewhere. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1,h2,h3,h4,p,ol,ul,dl,figure,pre{margin:0}
h2{font-size:1.25rem;line-height:1.3;margin-bottom:.6rem}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
h4{font-size:.9rem;color:var(--muted);font-weight:600;margin:1rem 0 .3rem}
p,li,dd,td,th{overflow-wrap:anywhere}
a{color:inherit}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1.25rem 1.4rem;margin-top:1rem}
section>p{max-width:46rem}
.banner{border-radius:10px;padding:1.5rem 1.6rem;border:1px solid var(--line);border-left:8px solid var(--tone);background:var(--soft)}
.banner.good{--tone:var(--good);--soft:var(--good-soft)}
.banner.bad{--tone:var(--bad);--soft:var(--bad-soft)}
.banner.open{--tone:var(--open);--soft:var(--open-soft)}
.kicker{font-size:.85rem;color:var(--muted)}
h1{font-size:2.6rem;line-height:1.15;letter-spacing:-.01em;color:var(--tone);margin:.1rem 0 .5rem}
.warnings{font-size:1.1rem;font-weight:500;letter-spacing:0;vertical-align:middle}
.because{font-size:1.15rem;line-height:1.45;max-width:48rem}
.means{color:var(--muted);max-width:48rem;margin-top:.35rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.8rem 1.4rem;margin-top:1.1rem;padding-top:1rem;border-top:1px solid color-mix(in srgb,var(--tone) 25%,transparent)}
.figures dd{font-size:1.35rem;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums;white-space:nowrap}
.figures dt{line-height:1.35}
.facts{display:flex;flex-wrap:wrap;gap:.5rem 1.9rem;margin-top:1.1rem;font-size:.92rem}
dt{font-size:.8rem;color:var(--muted)}
dd{margin:0}
nav{font-size:.9rem;color:var(--muted);margin-top:1rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0}
.badge{display:inline-block;white-space:nowrap;font-size:.8rem;font-weight:600;line-height:1.35;padding:.08rem .5rem;border-radius:999px;border:1px solid transparent}
.badge.good{background:var(--good-soft);color:var(--good)}
.badge.bad{background:var(--bad-soft);color:var(--bad)}
.badge.open{background:var(--open-soft);color:var(--open)}
.badge.quiet{background:var(--quiet-soft);color:var(--muted)}
.rule{color:var(--muted);font-size:.85rem;margin:0 .2rem}
.reasons{padding-left:1.4rem}
.reasons li{margin:.35rem 0}
table{width:100%;border-collapse:collapse;font-size:.92rem;line-height:1.4;margin-top:.5rem}
table+table,.note+table,table+.note{margin-top:1.8rem}
caption{text-align:left;color:var(--muted);font-size:.88rem;padding-bottom:.5rem;max-width:48rem}
caption b{color:var(--ink)}
th{text-align:left;font-weight:400}
thead th{font-weight:600;color:var(--muted);font-size:.82rem;border-bottom:2px solid var(--line);vertical-align:bottom}
th,td{padding:.45rem 1.1rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
.number{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
td.number{white-space:nowrap}
.number+td:not(.number),.number+th:not(.number){padding-left:.3rem}
sup{font-size:.72em;line-height:0;color:var(--muted)}
small{display:block;color:var(--muted);font-size:.84rem;font-weight:400}
b{font-weight:600}
tr.heading>th{font-weight:600;font-size:.86rem;color:var(--muted);padding-top:.9rem}
.tight th,.tight td{padding-top:.28rem;padding-bottom:.28rem}
.tight code{white-space:nowrap}
.methods{margin-top:.8rem}
@media (min-width:46.01rem){.quotas th:first-child{width:44%}.quotas th:nth-child(5){width:30%}.kinds th:first-child{width:27%}.kinds td:nth-child(5){width:44%}.kinds code{overflow-wrap:normal}}
.heat{table-layout:fixed;font-size:.86rem}
.heat th,.heat td{padding:.3rem .15rem;border:2px solid var(--paper)}
.heat td,.heat thead th{text-align:center;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.heat th:first-child{width:9.5rem;text-align:left;padding-left:0}
.heat td{border-radius:6px}
.heat .none{color:var(--muted)}
.heat .missed{background:var(--open-soft);color:var(--open);font-weight:600}
.heat-1{background:color-mix(in srgb,var(--good) 10%,var(--paper))}
.heat-2{background:color-mix(in srgb,var(--good) 22%,var(--paper))}
.heat-3{background:color-mix(in srgb,var(--good) 36%,var(--paper))}
.heat-4{background:color-mix(in srgb,var(--good) 50%,var(--paper))}
tr.fail>th:first-child,tr.violated>th:first-child{box-shadow:inset 3px 0 0 var(--bad);padding-left:.7rem}
tr.inconclusive>th:first-child,tr.not-exercised>th:first-child{box-shadow:inset 3px 0 0 var(--open);padding-left:.7rem}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.88em}
.command{background:var(--code);border-radius:6px;padding:.6rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere;margin-top:.2rem}
.label{font-size:.85rem;font-weight:600;color:var(--muted);margin-top:1rem}
.where,.note{color:var(--muted);font-size:.9rem}
.case{border-left:3px solid var(--bad);padding-left:1rem;margin-top:1.4rem}
.case h3{margin-top:0}
.faults{padding-left:1.3rem}
.story{list-style:none;padding:0}
.story li{display:grid;grid-template-columns:6.2rem 4.2rem 1fr;gap:.1rem .6rem;padding:.22rem .4rem;border-bottom:1px solid var(--line);font-size:.92rem}
.story .at{font-variant-numeric:tabular-nums;text-align:right;color:var(--muted)}
.story .voice{color:var(--muted)}
.story .decisive{background:var(--bad-soft)}
.story .decisive .text{color:var(--bad)}
summary{cursor:pointer;color:var(--muted);font-size:.9rem;margin:.5rem 0}
figure{margin-top:1.2rem}
section>figure{max-width:36rem}
figcaption{font-size:.9rem;color:var(--muted);margin-bottom:.3rem}
figcaption b{color:var(--ink)}
svg{display:block;width:100%;height:auto}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1.2rem 1.6rem}
.grid figure{margin-top:.6rem;min-width:0}
.about{margin:.6rem 0 0}
.windows{margin:0;padding-left:1.5rem;color:var(--muted);font-size:.88rem}
.ladder{padding-left:1.2rem;margin:.6rem 0}
ul{padding-left:1.2rem}
.provenance div,.guide div{display:grid;grid-template-columns:9rem 1fr;gap:.2rem 1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
.provenance dd{font-size:.9rem}
.provenance dt,.guide dt{font-size:.9rem}
.guide dt{font-weight:600;color:var(--ink)}
.provenance{margin-top:1rem}
@media (max-width:46rem){
main{padding:.8rem .6rem 3rem}
section,.banner{padding:1rem .9rem}
h1{font-size:2rem}
table,tbody,caption,tr,td,tbody th{display:block;width:100%}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{border:1px solid var(--line);border-radius:8px;padding:.55rem .7rem;margin-top:.6rem}
tbody tr>*{border-bottom:0;padding:.12rem 0}
td{display:grid;grid-template-columns:minmax(6.5rem,38%) 1fr;gap:.6rem}
td::before{content:attr(data-label);color:var(--muted);font-size:.84rem}
td:has(>span:empty){display:none}
.tight tbody tr{display:grid;grid-template-columns:1fr 1fr;gap:0 1rem}
.tight tbody th{grid-column:1/-1;font-weight:600}
.tight th,.tight td{padding:.1rem 0}
.tight td{display:flex;justify-content:space-between;gap:.4rem}
.tight td>span{white-space:nowrap}
.number+td:not(.number){padding-left:0}
td.number{text-align:left;white-space:normal}
tr.fail>th:first-child,tr.violated>th:first-child,tr.inconclusive>th:first-child,tr.not-exercised>th:first-child{box-shadow:none;padding-left:0}
tbody tr.heading{border:0;margin-top:1rem;padding:0}
tr.fail,tr.violated{border-left:4px solid var(--bad)}
tr.inconclusive,tr.not-exercised{border-left:4px solid var(--open)}
.heat{display:table;font-size:.66rem}
.heat caption{display:table-caption;font-size:.84rem}
.heat thead{display:table-header-group;position:static;width:auto;height:auto;overflow:visible;clip-path:none}
.heat tbody{display:table-row-group}
.heat tr{display:table-row;border:0}
.heat td,.heat thead th,.heat tbody th{display:table-cell;width:auto;padding:.35rem 0;border:1px solid var(--paper)}
.heat td::before{content:none}
.heat th:first-child{width:3.9rem}
.heat thead th+th span{writing-mode:vertical-rl;transform:rotate(180deg);font-size:.68rem}
.story li{grid-template-columns:5.4rem 1fr}
.story .text{grid-column:1/-1}
.provenance div,.guide div{grid-template-columns:1fr}
}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}${darkChartRules()}}
@media print{
@page{size:A4;margin:14mm 13mm}
:root{color-scheme:light}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
html{font-size:12.5px}
body{background:#fff;font-size:1rem}
main{max-width:none;padding:0}
nav{display:none}
section{border:0;border-top:1px solid var(--line);border-radius:0;padding:4mm 0 0;margin-top:5mm}
h1{font-size:26pt}
h2,h3,h4,h3+p,caption,.label{break-after:avoid}
tr,figure,.story li,.guide div,.provenance div,.banner,.reasons li{break-inside:avoid}
thead{display:table-header-group}
.grid{grid-template-columns:1fr 1fr;gap:4mm 7mm}
section>figure{max-width:120mm}
a{text-decoration:none}
}
`;
