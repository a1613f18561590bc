import type { LndHost, Method } from '../host.ts';

/** Answers also while the daemon starts (lnd-observed.md §2). */
function stateOf(host: LndHost): string {
  return host.starting() === null ? 'SERVER_ACTIVE' : 'UNLOCKED';
}

/** How often a follower of the state is told what changed, in virtual ms. */
const LOOK_AGAIN_MS = 100;

export const getState: Method = (call, host) => {
  call.finish({ state: stateOf(host) });
};

export const subscribeState: Method = (call, host) => {
  const follow = () => {
    if (call.gone) return;
    const state = stateOf(host);
    call.send({ state }, true);
    // Nothing comes after the last state until the daemon dies, and the connection with it.
    if (state !== 'SERVER_ACTIVE') awaitNext(state);
  };
  const awaitNext = (was: string) =>
    host.desk.later(LOOK_AGAIN_MS, () => {
      if (call.gone) return;
      if (stateOf(host) === was) awaitNext(was);
      else follow();
    });
  follow();
};
