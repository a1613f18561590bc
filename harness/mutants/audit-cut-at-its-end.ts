import type { Mutant } from './mutant.ts';

export const auditCutAtItsEnd: Mutant = {
  id: 'audit-cut-at-its-end',
  title:
    'the last record of the audit log is lost whenever the log is rotated: what is left is a perfect chain',
  expects: 'S26',
  scenario: 'baseline',
  plant() {
    let before = { seq: 0, hash: '' };
    let last = before;
    return {
      evidence(event) {
        if (event.kind === 'audit-recorded') {
          before = last;
          last = { seq: event.request, hash: event.digest };
        } else if (event.kind === 'audit-anchored') {
          event.request = before.seq;
          event.digest = before.hash;
        }
      },
    };
  },
};
