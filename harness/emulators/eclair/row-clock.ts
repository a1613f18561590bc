import type { EclairRow } from '#orchestrator/adapters/eclair/said';
import { READ_MS, ROW_MS } from '../../sim/personality/eclair.ts';
import type { EmulatedDesk } from '../desk.ts';

interface Begun {
  readonly hash: string;
  /** Unix ms. */
  readonly begunAtMs: number;
}

/**
 * Rows tell the time of the simulation's kernel. How far that is from unix time is learnt from the first placeholder that is
 * seen: it bears the moment at which the daemon was asked, which is known here in unix time.
 */
export class RowClock {
  readonly #desk: EmulatedDesk;
  #baseMs: number | null = null;

  constructor(desk: EmulatedDesk) {
    this.#desk = desk;
  }

  /** A payment has begun: looks at it before a row can have been written. */
  learn({ hash, begunAtMs }: Begun): void {
    if (this.#baseMs !== null) return;
    this.#desk.later(BEFORE_ANY_ROW_MS, () => {
      const { daemon, said } = this.#desk.look(hash);
      if (daemon !== 'eclair' || said.kind !== 'rows' || this.#baseMs !== null) return;
      const [placeholder, ...more] = said.rows;
      if (placeholder?.status !== 'pending' || more.length > 0) return;
      const baseMs = begunAtMs - placeholder.createdAtMs;
      // Else it is a row of an earlier life.
      if (baseMs % 1000 === 0) this.#baseMs = baseMs;
    });
  }

  /** @param row the first of its payment */
  isPlaceholder(row: EclairRow, { begunAtMs }: Begun): boolean {
    if (row.status !== 'pending') return false;
    if (this.#baseMs !== null) return row.createdAtMs + this.#baseMs === begunAtMs;
    return this.#desk.nowMs <= begunAtMs + BEFORE_ANY_ROW_MS;
  }

  inUnixTime(row: EclairRow, { begunAtMs }: Begun): EclairRow {
    return { ...row, createdAtMs: this.#baseMs === null ? begunAtMs : row.createdAtMs + this.#baseMs };
  }
}

/** The daemon knows of the payment by then, nearly always, and has not written of it. */
const BEFORE_ANY_ROW_MS = Math.min(READ_MS.max, ROW_MS.min) - 1;
