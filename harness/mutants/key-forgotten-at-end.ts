import type { IntentId } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { EnginePorts } from '#orchestrator/ports/host';
import type { Mutant } from './mutant.ts';

const REMEMBERED_MS = 200;

export const keyForgottenAtEnd: Mutant = {
  id: 'key-forgotten-at-end',
  title: 'an idempotency key is only remembered while its payment runs: afterwards it can be used again',
  expects: 'S05',
  scenario: 'baseline',
  plant({ kernel }) {
    const intents = new Map<IntentId, PaymentIntent>();
    const ended: PaymentIntent[] = [];
    /** Place of a key → how often it was given away. */
    const generations = new Map<string, number>();
    let store: EnginePorts | null = null;
    const place = ({ tenant, idempotencyKey }: PaymentIntent): string => `${tenant}\n${idempotencyKey}`;
    const onForget = kernel.register((at) => {
      const intent = ended[at]!;
      generations.set(place(intent), (generations.get(place(intent)) ?? 0) + 1);
      store?.forgotten([intent]);
    });
    return {
      core: (real) => ({
        ...real,
        keyScope: (tenant, idempotencyKey) =>
          `${generations.get(`${tenant}\n${idempotencyKey}`) ?? 0}${real.keyScope(tenant, idempotencyKey)}`,
      }),
      ports(real) {
        store = real;
        return {
          ...real,
          journal: {
            ...real.journal,
            commit(group) {
              real.journal.commit(group);
              for (const event of group.events)
                if (event.type === 'intent_received') intents.set(group.intent, event.intent);
                else if (event.type === 'answer_stored')
                  kernel.schedule(
                    kernel.nowMs + REMEMBERED_MS,
                    onForget,
                    ended.push(intents.get(group.intent)!) - 1,
                    0,
                  );
            },
          },
        };
      },
    };
  },
};
