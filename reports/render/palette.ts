/**
 * The colours of charts on paper. Dark mode does not draw again: the style sheet maps each of these values to another one
 * (`darkChartRules`), so a chart is one SVG that also stands alone. Settled, failed and in doubt differ in lightness too, for
 * readers who do not tell red from green.
 */
export const PALETTE = {
  ink: '#1f2733',
  muted: '#566172',
  grid: '#e4e8ee',
  settled: '#2f8f6b',
  failed: '#b3372b',
  doubt: '#d79a1e',
  arrivals: '#8fa3bd',
  waiting: '#6b7fd1',
  neutral: '#b9c2cf',
  expired: '#8492a6',
  canceled: '#d8dee7',
  range: '#c3d0e2',
  rangeCore: '#7c97bd',
  point: '#23446f',
  fault: '#f6e2d3',
  faultBar: '#e3b08a',
  strike: '#8a4a18',
  limit: '#b3372c',
} as const;

const DARK: Record<keyof typeof PALETTE, string> = {
  ink: '#e6eaf0',
  muted: '#a3aebd',
  grid: '#2c3542',
  settled: '#4fb98f',
  failed: '#f0776b',
  doubt: '#e9b44c',
  arrivals: '#7389a6',
  waiting: '#93a4ee',
  neutral: '#5b6675',
  expired: '#8c99ab',
  canceled: '#414c5a',
  range: '#34455c',
  rangeCore: '#5d7fae',
  point: '#cfe0f7',
  fault: '#45301f',
  faultBar: '#8f6440',
  strike: '#f3c79f',
  limit: '#f0776c',
};

/** CSS rules that repaint every chart; attribute selectors win over SVG presentation attributes. */
export function darkChartRules(): string {
  return Object.entries(PALETTE)
    .flatMap(([name, light]) => {
      const dark = DARK[name as keyof typeof PALETTE];
      return [`svg [fill="${light}"]{fill:${dark}}`, `svg [stroke="${light}"]{stroke:${dark}}`];
    })
    .join('');
}

/** Colour of an intent's final state. */
export function stateColour(state: string): string {
  switch (state) {
    case 'settled':
      return PALETTE.settled;
    case 'failed':
      return PALETTE.failed;
    case 'in_doubt':
      return PALETTE.doubt;
    case 'expired':
      return PALETTE.expired;
    case 'canceled':
      return PALETTE.canceled;
    case 'in_flight':
    case 'awaiting_approval':
    case 'ready':
    case 'received':
      return PALETTE.waiting;
    default:
      return PALETTE.neutral;
  }
}
