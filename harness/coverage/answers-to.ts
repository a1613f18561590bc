import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageCount } from './coverage-item.ts';

/** Counts answers of one HTTP status to requests of one kind (`first`, `retry`, `altered`), for C04 and C05. */
export class AnswersTo implements CoverageCount {
  times = 0;
  private readonly request: string;
  private readonly status: string;
  /** Requests of the kind. */
  private readonly asked = new Set<number>();

  constructor(request: 'retry' | 'altered', status: '409' | '422') {
    this.request = request;
    this.status = status;
  }

  step(event: HistoryEvent): void {
    const { request } = event;
    if (event.kind === 'request-submitted') {
      if (event.state === this.request) this.asked.add(request);
    } else if (event.state === this.status && this.asked.has(request)) this.times++;
  }
}
