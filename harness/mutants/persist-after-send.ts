import type { CommitGroup } from '#orchestrator/ports/journal';
import type { Mutant } from './mutant.ts';

const LAZY_MS = 100;

export const persistAfterSend: Mutant = {
  id: 'persist-after-send',
  title: 'the write of an attempt is acknowledged at once and done later: the payment leaves first',
  expects: 'S14',
  scenario: 'baseline',
  plant({ kernel, process }) {
    const lazy: { readonly group: CommitGroup; readonly write: (group: CommitGroup) => void }[] = [];
    const onWrite = kernel.register((at) => lazy[at]!.write(lazy[at]!.group));
    return {
      ports: (real) => ({
        ...real,
        journal: {
          ...real.journal,
          commit(group) {
            if (!group.events.some((event) => event.type === 'attempt_opened')) {
              real.journal.commit(group);
              return;
            }
            lazy.push({ group, write: (late) => real.journal.commit(late) });
            kernel.schedule(kernel.nowMs + LAZY_MS, onWrite, lazy.length - 1, 0);
            process.committed(group.ticket, 'durable');
          },
        },
      }),
    };
  },
};
