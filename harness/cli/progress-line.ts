import type { RunProgress } from '#harness/run/progress';

/** The part of a terminal that is written to; stderr, so that stdout stays for results. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 3_000;
/** The rate is that of the last few seconds, so that the remaining time follows a change of scenario. */
const RATE_WINDOW_MS = 8_000;

/** One status line that is redrawn at most ten times a second; on anything but a terminal, a plain line now and then. */
export class ProgressLine implements RunProgress {
  readonly #target: ProgressTarget;
  readonly #nowMs: () => number;
  readonly #tty: boolean;
  #title = '';
  #total: number | null = null;
  #done = 0;
  #violations = 0;
  #drawnAtMs = 0;
  #shown = false;
  #marks: { atMs: number; done: number }[] = [];

  constructor(target: ProgressTarget, nowMs: () => number = Date.now) {
    this.#target = target;
    this.#nowMs = nowMs;
    this.#tty = target.isTTY === true;
  }

  stage(title: string, total: number | null): void {
    this.#title = title;
    this.#total = total;
    this.#done = 0;
    const atMs = this.#nowMs();
    this.#marks = [{ atMs, done: 0 }];
    this.#draw(atMs);
  }

  advance(by: { readonly done: number; readonly violations: number }): void {
    this.#done += by.done;
    this.#violations += by.violations;
    const atMs = this.#nowMs();
    const last = this.#done === this.#total;
    if (!last && atMs - this.#drawnAtMs < (this.#tty ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#marks.push({ atMs, done: this.#done });
    while (this.#marks.length > 2 && atMs - this.#marks[1]!.atMs > RATE_WINDOW_MS) this.#marks.shift();
    this.#draw(atMs);
  }

  note(line: string): void {
    this.#clear();
    this.#target.write(`${line}\n`);
  }

  end(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#shown) this.#target.write('\r\x1b[2K');
    this.#shown = false;
  }

  #draw(atMs: number): void {
    this.#drawnAtMs = atMs;
    const text = this.#text();
    if (this.#tty) {
      this.#target.write(`\r\x1b[2K${text.slice(0, (this.#target.columns ?? 80) - 1)}`);
      this.#shown = true;
    } else {
      this.#target.write(`${text}\n`);
    }
  }

  #text(): string {
    if (this.#total === null) return `${this.#title} …`;
    const parts = [`${this.#title}: ${this.#done}/${this.#total}`];
    const [first, last] = [this.#marks[0]!, this.#marks.at(-1)!];
    const perSecond = ((last.done - first.done) * 1000) / Math.max(1, last.atMs - first.atMs);
    if (perSecond > 0) {
      parts.push(`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
      if (this.#done < this.#total) parts.push(`${duration((this.#total - this.#done) / perSecond)} left`);
    }
    parts.push(this.#violations === 1 ? '1 violation' : `${this.#violations} violations`);
    return parts.join(' · ');
  }
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
