import type { CallLog } from './call-log.ts';
import type { Truth } from './rig.ts';

/** What a row left behind: what was called and heard, what is true, and what no message may hold. */
export interface Judged {
  readonly log: CallLog;
  readonly truth: Truth;
  readonly secrets: readonly string[];
}
