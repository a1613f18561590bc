import { describe, expect, it } from 'vitest';
import { HOSTILE, hostileModel, UNSEEN } from './hostile-model.fixture.ts';
import { renderJunit } from './junit.ts';
import { MARKDOWN_BYTES_MAX, renderMarkdown } from './markdown.ts';
import { fixtureModel } from './report-model.fixture.ts';
import { renderSummary } from './summary.ts';
import { malformations } from './well-formed.fixture.ts';

describe('junit.xml', () => {
  it('has one case per invariant and objective, and one for the verdict', () => {
    const { verdict } = fixtureModel('go');
    const xml = renderJunit(verdict);
    expect(malformations(xml)).toEqual([]);
    expect(xml.match(/<testcase /g)).toHaveLength(verdict.invariants.length + verdict.objectives.length + 1);
    expect(xml).toContain('tests="19" failures="0" errors="0" skipped="0"');
    expect(xml).toMatch(/WARNING \(inconclusive\)/);
  });

  it('a violation is a failure, with the replay line in attribute and content', () => {
    const xml = renderJunit(fixtureModel('no-go').verdict);
    const [, attribute, content] = /S03 Fallback[^>]*><failure type="safety" message="([^"]*)">([^<]*)</.exec(
      xml,
    )!;
    expect(attribute!.replaceAll('&#10;', '\n')).toBe(content);
    expect(content).toMatch(/Replay: npx fulgurite replay/);
  });

  it('INCONCLUSIVE is an error of that type, never skipped', () => {
    const xml = renderJunit(fixtureModel('inconclusive').verdict);
    expect(xml).toMatch(/S09 Keys[^>]*><error type="INCONCLUSIVE"/);
    expect(xml).toMatch(/name="verdict"><error type="INCONCLUSIVE"/);
    expect(xml).not.toMatch(/<skipped|<failure/);
  });

  it('stays well formed with hostile names, and tells apart cases of one name', () => {
    const { verdict } = hostileModel();
    const xml = renderJunit({
      ...verdict,
      invariants: verdict.invariants.map((invariant) => ({ ...invariant, id: HOSTILE })),
    });
    expect(malformations(xml)).toEqual([]);
    for (const text of [...UNSEEN, ']]>']) expect(xml.includes(text), text).toBe(false);
    const names = [...xml.matchAll(/<testcase [^>]*name="([^"]*)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('report.md', () => {
  it('holds the decision, the story and the replay line', () => {
    const text = renderMarkdown(fixtureModel('no-go'));
    expect(text).toMatch(/^# NO-GO \(1 warning\)\n/);
    expect(text).toContain('| manual-low-tier: Manual interventions at most 2 %, tier low | fail |');
    expect(text).toContain(
      '```sh\nnpx fulgurite replay runs/quickstart-20240611/cases/S03-mixed-11.json\n```',
    );
    expect(text).toMatch(/here it breaks/);
  });

  it('is cut below 64 KB, the decision kept, and says so', () => {
    const model = fixtureModel('no-go');
    const cases = Array.from({ length: 400 }, () => model.cases[0]!);
    const text = renderMarkdown({ ...model, cases });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_BYTES_MAX);
    expect(text).toContain('## Objectives');
    expect(text).toMatch(/Shortened: the full report is/);
    const endless = { ...model, verdict: { ...model.verdict, because: 'ä'.repeat(90_000) } };
    expect(Buffer.byteLength(renderMarkdown(endless))).toBeLessThanOrEqual(MARKDOWN_BYTES_MAX);
  });

  it('hostile names are neither markup nor mentions nor new cells', () => {
    const text = renderMarkdown(hostileModel());
    expect(text.replaceAll(/`+[^`]*<script>[^\n]*/g, '')).not.toMatch(/<script|<!--/);
    for (const unseen of ['\u0000', '\u202e', '\n# h']) expect(text.includes(unseen), unseen).toBe(false);
    const header = text.split('\n').find((line) => line.startsWith('| Objective'))!;
    const row = text.split('\n').find((line) => line.startsWith('| manual-low-tier'))!;
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    expect(cells(row)).toBe(cells(header));
  });
});

describe('the summary', () => {
  it('fits a terminal: verdict, table, reasons, replay, report', () => {
    const text = renderSummary(fixtureModel('no-go').verdict, { reportPath: 'runs/x/report.html' });
    expect(text).toMatch(/^NO-GO \(1 warning\) {2}S03/);
    expect(text).toMatch(/fail +manual-low-tier +10 %/);
    expect(text).toMatch(/Replay\n {2}S03 {2}npx fulgurite replay/);
    expect(text.endsWith('Report: runs/x/report.html\n')).toBe(true);
    expect(text).not.toMatch(/[ \t]+\n/);
  });

  it('shows no control characters of a name', () => {
    const text = renderSummary(hostileModel().verdict);
    for (const unseen of ['\u0000', '\u202e']) expect(text.includes(unseen), unseen).toBe(false);
  });
});
