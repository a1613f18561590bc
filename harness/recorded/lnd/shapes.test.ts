import { twoLnds } from '#harness/emulators/lnd/lnd.fixture';
import { describeShapes } from '../shapes.fixture.ts';
import { LND_DIFFERENCES } from './differences.ts';
import { LND_QUESTIONS } from './questions.ts';
import { LND_SCENES } from './scenes.fixture.ts';

describeShapes({
  daemon: 'lnd',
  questions: LND_QUESTIONS,
  listed: LND_DIFFERENCES,
  answerIn: async (scene) => LND_SCENES[scene as keyof typeof LND_QUESTIONS](await twoLnds()),
  streams: /^(TrackPayments|SubscribeInvoices)$/,
});
