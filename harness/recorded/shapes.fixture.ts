import { describe, expect, it } from 'vitest';
import { type Difference, isListed } from './difference.ts';
import type { Answer } from './item.ts';
import { exchange, idsIn } from './items.ts';
import type { RecordedDaemon } from './recordings.ts';
import { differences } from './shape.ts';

export interface Comparison {
  readonly daemon: RecordedDaemon;
  /** Scenes, and the recorded questions that were asked in them. */
  readonly questions: Readonly<Record<string, string>>;
  readonly listed: readonly Difference[];
  /** The same question, asked of the emulator. */
  answerIn(scene: string): Promise<Answer>;
  /** Streams whose messages are about several things: they are compared as one list. */
  readonly streams?: RegExp;
}

/** One test for each scene, and one that nothing listed is out of date. */
export function describeShapes({ daemon, questions, listed, answerIn, streams }: Comparison): void {
  const used = new Set<string>();
  const excused = (method: string, measured: string): boolean => {
    let found = false;
    for (const one of listed)
      for (const differs of one.method === method ? one.differs : [])
        if (isListed(differs, measured)) {
          used.add(`${method} ${differs}`);
          found = true;
        }
    return found;
  };
  const asOne = (method: string, answer: Answer): Answer =>
    streams?.test(method) ? { ...answer, messages: [answer.messages] } : answer;

  describe('the same question, the same shape of answer', () => {
    it.each(Object.entries(questions))('%s', async (scene, items) => {
      const here = await answerIn(scene);
      const differ = idsIn(items).flatMap((id) => {
        const { method, answer } = exchange(daemon, id);
        return differences(asOne(method, answer), asOne(method, here))
          .filter((measured) => !excused(method, measured))
          .map((measured) => `${id} ${method} ${measured}`);
      });
      expect(differ).toEqual([]);
    });

    it('what is listed as different still is', () => {
      const all = listed.flatMap(({ method, differs }) => differs.map((one) => `${method} ${one}`));
      expect(all.filter((one) => !used.has(one))).toEqual([]);
    });
  });
}
