import { sha256Text } from '#orchestrator/domain/digest';
import type { Mutant } from './mutant.ts';

export const auditHashWithoutSeq: Mutant = {
  id: 'audit-hash-without-seq',
  title: 'the hash of an audit record leaves its number out: records can change places',
  expects: 'S26',
  scenario: 'baseline',
  plant() {
    let head = '';
    return {
      evidence(event) {
        if (event.kind !== 'audit-recorded') return;
        const [domain, , previousHash, ...rest] = JSON.parse(event.cause) as readonly string[];
        event.cause = JSON.stringify([domain, head === '' ? previousHash : head, ...rest]);
        if (head !== '') event.was = head;
        head = sha256Text(event.cause);
        event.digest = head;
      },
    };
  },
};
