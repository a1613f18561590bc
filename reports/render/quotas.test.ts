import { describe, expect, it } from 'vitest';
import { pageOf } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { pairMatrix, quotaLine } from './quota-words.ts';
import { fixtureModel } from './report-model.fixture.ts';
import { renderSummary } from './summary.ts';

const model = fixtureModel('inconclusive');
const page = pageOf(model, new Map());
const section = page.slice(page.indexOf('<section id="coverage">'), page.indexOf('<section id="scenarios">'));

describe('coverage in the renderings', () => {
  it('HTML: quotas worst first, each with what was seen and asked, and in words unless it is met', () => {
    const rows = [...section.matchAll(/<b>(C\d\d)<\/b> ([^<]*)/g)].map(([, id]) => id);
    expect(rows).toEqual(['C02', 'C09', 'C14', 'C15', 'C01', 'C13']);
    expect(section).toContain('Seen in 0 trials; 2 asked (5 of 1,000). Play more trials of the scenarios');
    expect(section).toContain('partial-commit 160, mixed 4');
    expect(section).toContain('<span class="badge open">not met</span>');
  });

  it('HTML: a matrix whose numbers read without colours, and the reasons for what is not asked', () => {
    expect(section).toContain('<td class="heat-1">3</td><td class="heat-1">9</td>');
    expect(section).toMatch(
      /<th scope="row">in doubt<\/th><td class="heat-2">27<\/td><td class="missed">0<\/td>/,
    );
    expect(section).toContain('<td class="none">–</td>');
    expect(section).toContain('<li>settled × all but evt: the intent has ended.</li>');
  });

  it('Markdown: both tables', () => {
    const text = renderMarkdown(model);
    expect(text).toContain('| **C01** Fallback taken and succeeded | met | 164 | 16 |');
    expect(text).toContain('| **C13** Outbox relay crash | not applicable |  | – |');
    expect(text).toContain('| in\\_doubt | 27 | 0 | 243 | – |');
  });

  it('terminal: one line, and what was not met is a reason', () => {
    expect(quotaLine(model.verdict.coverage)).toBe(
      '1 of 5 quotas met; not met: C02; not played: C09; run too short: C14, C15; 9 of 13 state × fault pairs hit',
    );
    const text = renderSummary(model.verdict);
    expect(text).toContain(`  coverage    ${quotaLine(model.verdict.coverage)}`);
    expect(text).toMatch(
      /INCONCLUSIVE: C02 \(Crash between dispatch and durable response\): Seen in 0 trials/,
    );
  });

  it('what cannot be met is told among what was not tested, each once', () => {
    const told = page.slice(page.indexOf('id="not-tested"'), page.indexOf('<section id="coverage">'));
    for (const id of ['C02', 'C09', 'C13', 'C15']) expect(told.split(`${id} (`).length - 1, id).toBe(1);
  });

  it('a state that nothing can strike has no row', () => {
    const { coverage } = model.verdict;
    const pairs = coverage.pairs.map((pair) =>
      pair.state === 'ready' ? { ...pair, status: 'unreachable' as const, because: 'never' } : pair,
    );
    const { rows, unreachable } = pairMatrix({ ...coverage, pairs });
    expect(rows.map(({ state }) => state)).toEqual(['in_flight', 'in_doubt', 'settled']);
    expect(unreachable.get('never')).toEqual(['ready']);
  });
});
