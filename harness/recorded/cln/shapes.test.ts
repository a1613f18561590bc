import { EmulatedNetwork } from '#harness/emulators/emulated-network';
import { smallNetwork } from '#harness/emulators/network.fixture';
import { describeShapes } from '../shapes.fixture.ts';
import { CLN_DIFFERENCES } from './differences.ts';
import { CLN_QUESTIONS } from './questions.ts';
import { CLN_SCENES, startTwo } from './scenes.fixture.ts';

/** For payments in two parts: a second channel from the payer to the next node. */
function withTwoChannels(twice: boolean) {
  const network = smallNetwork({ payer: 'cln', payee: 'cln' });
  const [first] = network.channels;
  return twice ? { ...network, channels: [...network.channels, { ...first!, id: 'c01b' }] } : network;
}

describeShapes({
  daemon: 'cln',
  questions: CLN_QUESTIONS,
  listed: CLN_DIFFERENCES,
  async answerIn(scene) {
    const network = new EmulatedNetwork({
      network: withTwoChannels(scene.includes('in two parts')),
      pace: 'stepwise',
    });
    const stops: (() => Promise<void>)[] = [];
    try {
      const two = await startTwo(network, (stop) => stops.push(stop));
      return await CLN_SCENES[scene as keyof typeof CLN_QUESTIONS](two);
    } finally {
      for (const stop of stops) await stop();
      network.stop();
    }
  },
});
