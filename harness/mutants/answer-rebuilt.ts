import type { Mutant } from './mutant.ts';

export const answerRebuilt: Mutant = {
  id: 'answer-rebuilt',
  title: 'a retry gets an answer made anew from the current state, not the bytes of the first',
  expects: 'S07',
  scenario: 'baseline',
  plant() {
    const given = new Set<string>();
    return {
      ports: (real) => ({
        ...real,
        respond(requestId, status, body) {
          const again = given.has(body);
          given.add(body);
          const anew = JSON.stringify({ ...JSON.parse(body), replayed: true });
          real.respond(requestId, status, again && status === 200 ? anew : body);
        },
      }),
    };
  },
};
