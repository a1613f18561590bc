import { EclairBench } from '#harness/emulators/eclair/eclair-bench.fixture';
import { describeShapes } from '../shapes.fixture.ts';
import { ECLAIR_DIFFERENCES } from './differences.ts';
import { ECLAIR_QUESTIONS } from './questions.ts';
import { ECLAIR_SCENES, twoWays } from './scenes.fixture.ts';

describeShapes({
  daemon: 'eclair',
  questions: ECLAIR_QUESTIONS,
  listed: ECLAIR_DIFFERENCES,
  async answerIn(scene) {
    const inParts = scene.startsWith('in several parts');
    const eclair = await EclairBench.start(inParts ? { network: { network: twoWays() } } : {});
    try {
      return await ECLAIR_SCENES[scene as keyof typeof ECLAIR_QUESTIONS](eclair);
    } finally {
      await eclair.stop();
    }
  },
});
