import type { TopLevelSpec } from 'vega-lite';
import { escapeHtml, UNPRINTABLE } from './markup.ts';
import { PALETTE } from './palette.ts';

export interface Chart {
  /** Unique in the report; prefix of the ids inside the SVG. */
  readonly id: string;
  readonly title: string;
  /** What a reader who does not see it needs to know. */
  readonly description: string;
  readonly spec: TopLevelSpec;
}

export const CHART_WIDTH = 460;

/** Fixed size of the whole drawing, so that charts of one kind align and nothing is cut. */
export function frame(height: number): Pick<TopLevelSpec, 'autosize'> & { width: number; height: number } {
  return { width: CHART_WIDTH, height, autosize: { type: 'fit', contains: 'padding' } };
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const CONFIG = {
  aria: false,
  background: 'transparent',
  font: FONT,
  padding: 6,
  view: { stroke: null },
  axis: {
    labelColor: PALETTE.muted,
    titleColor: PALETTE.muted,
    titleFontWeight: 'normal',
    labelFontSize: 11,
    titleFontSize: 11,
    gridColor: PALETTE.grid,
    domainColor: PALETTE.grid,
    tickColor: PALETTE.grid,
    labelLimit: 140,
  },
  legend: {
    labelColor: PALETTE.ink,
    labelFontSize: 11,
    title: null,
    orient: 'top',
    symbolType: 'square',
    symbolSize: 70,
    columnPadding: 12,
    offset: 8,
  },
  text: { fontSize: 11, color: PALETTE.muted },
} as const;

/**
 * Draws charts to SVG text, without a browser. Vega is loaded only here and only when asked: it is the heaviest import of
 * the product. The same charts give the same bytes, in any process and any order.
 */
export async function drawCharts(charts: readonly Chart[]): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  if (charts.length === 0) return drawn;
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  for (const chart of charts) {
    vega.resetSVGDefIds();
    const { spec } = vegaLite.compile(chart.spec, { config: CONFIG });
    const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Error });
    try {
      drawn.set(chart.id, named(await view.toSVG(), chart));
    } finally {
      view.finalize();
    }
  }
  return drawn;
}

/** Ids made unique over the report, a name and a description for screen readers, and a size that follows the page. */
function named(svg: string, { id, title, description }: Chart): string {
  const box = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? `0 0 ${CHART_WIDTH} 200`;
  const inner = svg.slice(svg.indexOf('>') + 1);
  const unique = inner
    .replaceAll(UNPRINTABLE, '\uFFFD')
    .replaceAll(/id="([^"]+)"/g, `id="${id}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${id}-$1)`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" role="img" aria-labelledby="${id}-name ${id}-about"><title id="${id}-name">${escapeHtml(title)}</title><desc id="${id}-about">${escapeHtml(description)}</desc>${unique}`;
}
