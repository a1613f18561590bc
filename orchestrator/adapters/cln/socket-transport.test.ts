import { afterEach, expect, it } from 'vitest';
import { type Answer, type FakeCln, fakeCln } from './fake-cln.fixture.ts';
import { SocketTransport } from './socket-transport.ts';
import { CONNECTIONS_MAX, type Heard } from './transport.ts';

let fake: FakeCln;
afterEach(() => fake.stop());

/** A transport, and a daemon that answers nothing by itself. */
async function opened() {
  const answers: Answer[] = [];
  fake = await fakeCln('unix', (_, answer) => answers.push(answer));
  if (fake.transport.kind !== 'unix') throw new Error('not a socket');
  const transport = new SocketTransport({ path: fake.transport.path, answerBytesMax: 1000 });
  const arrived = async (count: number): Promise<void> => {
    while (answers.length < count) await fake.arrival('wait');
  };
  const calling = (): { heard: Promise<Heard>; leave: () => void } => {
    let leave = () => {};
    const heard = new Promise<Heard>((resolve) => {
      leave = transport.call('stream', 'wait', {}, resolve);
    });
    return { heard, leave };
  };
  return { transport, answers, arrived, calling };
}

it('beyond its connections calls share them, and are told apart in any order', async () => {
  const { transport, answers, arrived, calling } = await opened();
  const calls = Array.from({ length: 2 * CONNECTIONS_MAX.stream + 5 }, calling);
  await arrived(calls.length);
  const numbered = fake.calls.map((_, at) => at);
  expect(new Set(fake.calls.map(({ connection }) => connection)).size).toBe(CONNECTIONS_MAX.stream);
  // Nobody waits for the last one any more; those on the same connection are still heard.
  const left = calls.pop()!;
  left.leave();
  for (const at of [...numbered].reverse()) answers[at]!.result(at);
  const heard = await Promise.all(calls.map((call) => call.heard));
  const values = heard.map((each) => each.kind === 'result' && (each.value as number));
  expect(new Set(values).size).toBe(calls.length);
  expect(await Promise.race([left.heard, 'never'])).toBe('never');
  transport.close();
});

it('a call that nobody waits for takes its own connection with it, and no other', async () => {
  const { transport, answers, arrived, calling } = await opened();
  const [kept, left] = [calling(), calling()];
  await arrived(2);
  left.leave();
  const again = calling();
  await arrived(3);
  expect(new Set(fake.calls.map(({ connection }) => connection)).size).toBe(3);
  for (const answer of answers) answer.result(1);
  expect(await Promise.all([kept.heard, again.heard])).toEqual(Array(2).fill({ kind: 'result', value: 1 }));
  transport.close();
});

it.each([
  ['{"jsonrpc":"2.0","id":null,"error":{"code":-32600}}', 'an answer that names no call'],
  ['{"jsonrpc":"2.0","id":"ID"}', 'an answer with neither result nor error'],
  [
    '{"jsonrpc":"2.0","method":"message","params":{}}{"id":"other","result":1}<',
    'bytes that are no JSON object',
  ],
])('%s is malformed', async (bytes, why) => {
  const { transport, answers, arrived, calling } = await opened();
  const { heard } = calling();
  await arrived(1);
  answers[0]!.raw(bytes.replace('ID', 'fulgurite:wait#1'));
  expect(await heard).toEqual({ kind: 'malformed', why });
  transport.close();
});
