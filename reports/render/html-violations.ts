import { formatQuantity, grouped } from '../gate/quantity.ts';
import { sizeInWords } from './case-size.ts';
import { html, type Markup } from './markup.ts';
import type { FailingCase, ReportModel, StoryLine } from './report-model.ts';

/** Each failing trial: what happened, the smallest schedule that shows it, the story in words and how to see it again. */
export function violations({ cases, verdict }: ReportModel): Markup | null {
  const shown = new Set(cases.map(({ invariant }) => invariant));
  const others = verdict.invariants.filter(({ id, first }) => first !== null && !shown.has(id));
  if (cases.length === 0 && others.length === 0) return null;
  return html`<section id="violations"><h2>Violations</h2>${cases.map(failingCase)}${others.map(
    ({ id, title, first }) =>
      html`<article class="case"><h3>${id} ${title}</h3><p>${first!.because}</p><p class="where">First in ${first!.scenario}, trial ${first!.index}, seed ${first!.seed}, at ${formatQuantity(first!.atMs, 'ms')}.</p>${replayLine(first!.replay)}</article>`,
  )}</section>`;
}

function failingCase(failing: FailingCase): Markup {
  const { invariant, title, scenario, index, seed, because, faults, minimised, story, replay, file } =
    failing;
  return html`<article class="case"><h3>${invariant} ${title}</h3><p>${because}</p>
<p class="where">${scenario}, trial ${index}, seed ${seed}; case file <code>${file}</code>${minimised === undefined ? null : html`, shrunk to ${sizeInWords(minimised)}`}</p>
${
  faults.length === 0
    ? html`<p>It needs no fault at all.</p>`
    : html`<h4>${minimised === undefined ? 'Fault schedule' : 'Smallest fault schedule that shows it'}</h4><ol class="faults">${faults.map((fault) => html`<li>${fault}</li>`)}</ol>`
}
${story.length === 0 ? null : html`<h4>What happened</h4>${storyOf(story)}`}
${replayLine(replay)}</article>`;
}

/** Longer stories are shown around the line that breaks; the rest unfolds. */
const STORY_LINES_MAX = 24;
const LINES_BEFORE = 14;
const LINES_AFTER = 4;

function storyOf(story: readonly StoryLine[]): Markup {
  if (story.length <= STORY_LINES_MAX) return storyLines(story);
  const decisive = story.findIndex((line) => line.decisive);
  const at = decisive === -1 ? story.length - 1 : decisive;
  const excerpt = story.slice(Math.max(0, at - LINES_BEFORE), at + LINES_AFTER + 1);
  return html`${storyLines(excerpt)}<details><summary>More of the story, ${grouped(story.length)} lines</summary>${storyLines(story)}</details>`;
}

function storyLines(story: readonly StoryLine[]): Markup {
  return html`<ol class="story">${story.map(
    ({ atMs, voice, text, decisive }) =>
      html`<li class="${decisive ? 'decisive' : ''}"><span class="at">${clock(atMs)}</span><span class="voice">${voice}</span><span class="text">${text}${decisive ? html` <strong>← here it breaks</strong>` : null}</span></li>`,
  )}</ol>`;
}

function replayLine(replay: string | null): Markup {
  return replay === null
    ? html`<p class="note">No case file was kept for it.</p>`
    : html`<p class="label">Replay it</p><pre class="command"><code>${replay}</code></pre>`;
}

/** Seconds with milliseconds, so that lines of one story compare at a glance. */
function clock(atMs: number): string {
  return `${(atMs / 1_000).toFixed(3)} s`;
}
