import type { DaemonEpoch } from '../domain/ids.ts';
import { HASH, PREIMAGE } from '../domain/sample.fixture.ts';
import type { Asked } from './asked.ts';

/** Said by the daemon that was there at the send, and by one that has restarted since. */
export const ASKED: Asked = { hash: HASH, epoch: 'a.1' as DaemonEpoch, epochAtSend: 'a.1' as DaemonEpoch };
export const RESTARTED: Asked = { ...ASKED, epoch: 'a.2' as DaemonEpoch };
export { PREIMAGE };
export const ZEROS = '0'.repeat(64);

/** Nothing was said at all: the same for every daemon and every call. */
export const SILENCE = [
  [{ kind: 'no_answer', why: 'refused' }, { kind: 'not_sent' }],
  [
    { kind: 'no_answer', why: 'reset' },
    { kind: 'unknown', cause: 'reset' },
  ],
  [
    { kind: 'no_answer', why: 'timeout' },
    { kind: 'unknown', cause: 'timeout' },
  ],
] as const;
