import type { Item } from './item.ts';
import type { RecordedDaemon } from './recordings.ts';

/** Why something that was recorded is not replayed on one side. */
export interface Excuse {
  readonly daemon: RecordedDaemon | 'all';
  readonly side: 'adapter' | 'emulator' | 'both';
  /** Which: of this kind, with one of these methods, in the notation of `idsIn`; all that are named must fit. */
  readonly kind?: Item['kind'];
  readonly methods?: readonly string[];
  readonly items?: string;
  readonly why: string;
}
