import { describe, expect, it } from 'vitest';
import { drawReportCharts } from './charts.ts';
import { hostileModel, UNSEEN } from './hostile-model.fixture.ts';
import { pageOf, renderHtml } from './html.ts';
import { fixtureModel } from './report-model.fixture.ts';
import { malformations } from './well-formed.fixture.ts';

const order = (page: string, ...ids: string[]) => ids.map((id) => page.indexOf(`id="${id}"`));

describe('report.html', () => {
  it('is one file: no script, and nothing from elsewhere', async () => {
    const page = await renderHtml(fixtureModel('no-go'));
    expect(page).not.toMatch(/<script|<link|<iframe|<object|@import|javascript:/i);
    expect(
      [...page.matchAll(/(?:src|href|xlink:href)="([^"]*)"/g)].filter(([, to]) => !to!.startsWith('#')),
    ).toEqual([]);
    expect([...page.matchAll(/url\(([^)]*)\)/g)].filter(([, to]) => !to!.startsWith('#'))).toEqual([]);
    expect(
      page.replaceAll('http://www.w3.org/2000/svg', '').replaceAll('http://www.w3.org/1999/xlink', ''),
    ).not.toMatch(/https?:/);
    expect(page.length).toBeLessThan(1_000_000);
  });

  it('is well formed, with unique ids, and every link of it leads somewhere', async () => {
    for (const kind of ['go', 'no-go', 'inconclusive'] as const) {
      const page = await renderHtml(fixtureModel(kind));
      expect(malformations(page)).toEqual([]);
      const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, target] of page.matchAll(/(?:href="#|url\(#|aria-labelledby=")([^" )]+)/g))
        expect(ids).toContain(target);
    }
  });

  it('leads with the verdict, then the decision; failed comes first', async () => {
    const page = await renderHtml(fixtureModel('no-go'));
    const places = order(
      page,
      'reasons',
      'objectives',
      'safety',
      'violations',
      'not-tested',
      'scenarios',
      'statistics',
      'guide',
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(page.indexOf('<b>manual-low-tier</b>')).toBeLessThan(page.indexOf('<b>settle-p95</b>'));
    expect(page.indexOf('<b>S03</b>')).toBeLessThan(page.indexOf('<b>S01</b>'));
    expect(page).toContain('npx fulgurite replay runs/quickstart-20240611/cases/S03-mixed-11.json');
    expect(page).toContain('here it breaks');
  });

  it('tells of each kind of fault where it struck, what a scenario promised and did not feel first', () => {
    const model = fixtureModel('go');
    const felt = (scenario: string, effective: number, expected = false) => ({
      ...model.verdict.faults[0]!,
      ...{ scenario, kind: 'node.hang', requested: 9, effective, effects: effective * 2, expected },
      unavailable: null,
    });
    const faults = [...'abcdef']
      .map((name, index) => felt(name, index + 1))
      .concat(felt('promised', 0, true));
    const page = pageOf({ ...model, verdict: { ...model.verdict, faults } }, new Map());
    const row = /<tr[^>]*><th[^>]*><code>node\.hang<\/code>.*?<\/tr>/s.exec(page)![0];
    expect(row).toContain('<b>promised 0/9</b>, f 6/9, e 5/9, d 4/9 and 3 more');
    expect(row).toMatch(/not exercised.*>21 \/ 63<.*>42</s);
  });

  it('names what was not tested, and a GO has no list of reasons', async () => {
    const open = await renderHtml(fixtureModel('inconclusive'));
    expect(open.slice(open.indexOf('id="not-tested"'))).toMatch(
      /S09 .*never put to the test[\s\S]*evt-forged was not exercised/,
    );
    expect(order(await renderHtml(fixtureModel('go')), 'reasons', 'violations')).toEqual([-1, -1]);
  });

  it('shows a long story around the line that breaks, and unfolds the rest', async () => {
    const model = fixtureModel('no-go');
    const { minimised: _shrunk, ...failing } = model.cases[0]!;
    const quiet = Array.from({ length: 80 }, (_, at) => ({ ...failing.story[0]!, text: `quiet ${at}.` }));
    const story = [...quiet, ...failing.story];
    const page = pageOf({ ...model, cases: [{ ...failing, story }] }, new Map());
    const shown = page.slice(page.indexOf('class="story"'), page.indexOf('<details>'));
    expect(shown).toContain('here it breaks');
    expect(shown).not.toContain('quiet 3.');
    expect(page).toContain('quiet 3.');
    expect(page).toContain('More of the story, 89 lines');
    expect(page).not.toContain('Smallest fault schedule');
    const small = pageOf(model, new Map());
    expect(small).toContain('Smallest fault schedule');
    expect(small).toContain('shrunk to 1 fault, 1 payment, 3 nodes, 2 channels');
  });

  it('is the same bytes for the same model, whatever was drawn before', async () => {
    const once = await renderHtml(fixtureModel('no-go'));
    await renderHtml(fixtureModel('go'));
    expect(await renderHtml(fixtureModel('no-go'))).toBe(once);
  });

  it('shows hostile names as text', async () => {
    const page = await renderHtml(hostileModel());
    expect(malformations(page)).toEqual([]);
    for (const text of [...UNSEEN, '<!--']) expect(page.includes(text), text).toBe(false);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('leaves out charts and tables without data instead of drawing them empty', async () => {
    const model = {
      ...fixtureModel('go'),
      latency: [],
      feeBands: [],
      metrics: [{ ...fixtureModel('go').metrics[0]!, groups: [] }],
      scenarios: fixtureModel('go').scenarios.map((scenario) => ({
        ...scenario,
        outcomes: [],
        timeline: null,
      })),
    };
    expect(await drawReportCharts(model)).toEqual(new Map());
    const page = pageOf(model, new Map());
    expect(page).not.toContain('<svg');
    expect(page).toContain('No samples in this run.');
    expect(malformations(page)).toEqual([]);
  });
});

describe('charts', () => {
  it('have a name, a description in words, shaded fault windows and the limit', async () => {
    const charts = await drawReportCharts(fixtureModel('no-go'));
    expect([...charts.keys()]).toEqual([
      'outcomes',
      'latency',
      'fees',
      ...[0, 1, 2, 3, 4, 5, 6].map((n) => `timeline-${n}`),
    ]);
    for (const svg of charts.values()) {
      expect(svg).toMatch(/role="img" aria-labelledby=/);
      expect(svg).not.toContain('NaN');
      expect(malformations(svg)).toEqual([]);
    }
    expect(charts.get('timeline-1')!.match(/fill="#f6e2d3"/g)).toHaveLength(3);
    expect(charts.get('timeline-1')).toContain('node-hang from 44 s');
    expect(charts.get('timeline-0')).not.toContain('#f6e2d3');
    expect(charts.get('latency')).toContain('p95 limit 8 s');
  });
});
