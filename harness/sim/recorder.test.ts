import { describe, expect, it } from 'vitest';
import { decodeHistory, HistoryEncoder } from '#reports/evidence/encoded-history';
import { type HistoryEvent, historyEvent } from '#reports/evidence/history';
import { HistoryRecorder } from './recorder.ts';

describe('the recorder', () => {
  it('numbers and dates events, starts each one empty, and shows all of them the same to everybody', () => {
    let nowMs = 5;
    const seen: HistoryEvent[] = [];
    const encoder = new HistoryEncoder();
    const recorder = new HistoryRecorder(() => nowMs, encoder, [(event) => seen.push({ ...event })]);
    const first = recorder.begin('node-moved');
    Object.assign(first, { node: 3, peer: 4, hash: 'h', cause: 'c', amountMsat: 7, tier: 'low', intent: 2 });
    recorder.push();
    nowMs = 9;
    recorder.begin('block-mined').amountMsat = 800_001;
    recorder.push();
    expect(recorder.count).toBe(2);
    expect(seen[1]).toEqual({ ...historyEvent('block-mined'), seq: 1, atMs: 9, amountMsat: 800_001 });
    const decoded = [...decodeHistory(encoder.finish().bytes)].map((event) => ({ ...event }));
    expect(decoded).toEqual(seen);
  });

  it('refuses to begin an event before the last was pushed: one object serves for all', () => {
    const recorder = new HistoryRecorder(() => 0, null, []);
    recorder.begin('node-moved');
    expect(() => recorder.begin('block-mined')).toThrow(/block-mined begun before node-moved/);
  });
});
