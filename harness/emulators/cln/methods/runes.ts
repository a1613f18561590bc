import { type Method, method } from '../method.ts';
import { anyText, anything, may, need } from '../params.ts';
import { restrictionsParam, runeParam } from '../runes.ts';
import { seconds } from '../sendpay-rows.ts';

const createrune = method(
  'createrune',
  'info',
  { rune: may(runeParam), restrictions: may(restrictionsParam) },
  ({ rune, restrictions = [] }, { node }) =>
    rune === undefined ? node.runes.create(restrictions) : node.runes.restrict(rune, restrictions),
);

const checkrune = method(
  'checkrune',
  'info',
  { rune: need(runeParam), nodeid: may(anyText), method: may(anyText), params: may(anything) },
  ({ rune, nodeid, method: called, params }, { node }) => {
    const time = seconds(node.desk.nowMs);
    node.runes.check(rune, { time, method: called, nodeId: nodeid, params });
    return { valid: true };
  },
);

export const RUNES: readonly Method[] = [createrune, checkrune];
