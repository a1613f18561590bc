import { NodeRefused, type RefusalKind } from '#orchestrator/ports/lightning-node';
import type { Judged } from './judged.ts';

const KINDS: Readonly<Record<RefusalKind, true>> = {
  unreachable: true,
  timeout: true,
  credentials: true,
  certificate: true,
  version_too_old: true,
  wrong_network: true,
  not_ready: true,
  not_supported: true,
  malformed: true,
  answered_error: true,
  configuration: true,
};
/** Shorter ones would be found everywhere. */
const SECRET_CHARS_MIN = 8;

/** What was thrown, and every text that a person may read. */
export function judgeRefusals({ log, secrets }: Judged): readonly string[] {
  const breaches: string[] = [];
  const hidden = [...secrets, ...log.preimages].filter(({ length }) => length >= SECRET_CHARS_MIN);
  const leaks = (text: string) => hidden.some((secret) => text.includes(secret));
  for (const { node, method, error } of log.refusals) {
    const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    if (leaks(text)) breaches.push(`${method}: the message holds a secret`);
    if (!(error instanceof NodeRefused)) {
      breaches.push(`${method} threw ${error instanceof Error ? error.name : typeof error}, no NodeRefused`);
      continue;
    }
    if (!Object.hasOwn(KINDS, error.kind)) breaches.push(`${method}: ${error.kind} is no kind of refusal`);
    if (error.call === '' || !error.message.includes(node) || !error.message.includes(error.call))
      breaches.push(`${method}: the message does not name node and call: ${error.message}`);
  }
  if (log.texts.some(leaks)) breaches.push('what is told of a gap, or written into a log, holds a secret');
  return breaches;
}
