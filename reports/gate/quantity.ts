export type Unit = 'ms' | 'ppm' | 'ratio' | 'count' | 'msat';

/** A number with its unit, for people; the same in every report. `–` when there is none. */
export function formatQuantity(value: number | null, unit: Unit): string {
  if (value === null || !Number.isFinite(value)) return '–';
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'ppm':
      return `${significant(value)} ppm`;
    case 'ratio':
      return `${significant(value * 100)} %`;
    case 'msat':
      return `${grouped(Math.round(value / 1000))} sat`;
    case 'count':
      return grouped(value);
  }
}

function formatMs(ms: number): string {
  if (ms < 1_000) return `${significant(ms)} ms`;
  if (ms < 120_000) return `${significant(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${significant(ms / 60_000)} min`;
  return `${significant(ms / 3_600_000)} h`;
}

/** Whole numbers with thousands separated, in no locale but this one: reports are the same bytes on every machine. */
export function grouped(value: number): string {
  const [whole, fraction] = String(value).split('.');
  if (whole === undefined || whole.includes('e')) return String(value);
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** Three significant digits, without an exponent for what people meet. */
function significant(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= 2) return grouped(Math.round(value));
  const digits = Math.min(8, 2 - magnitude);
  return value.toFixed(digits).replace(/\.?0+$/, '') || '0';
}

/** `1 trial`, `2,000 trials`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
