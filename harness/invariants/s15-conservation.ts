import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** What must have changed on one node. */
interface Purse {
  startMsat: number;
  endMsat: number;
  sawStart: boolean;
  sawEnd: boolean;
  /** Sends, fees, receipts and movements by others; forwarding income is not in it. */
  expectedMsat: number;
}

export const conservation: Invariant = {
  id: 'S15',
  title: 'Conservation',
  promise:
    'No msat appears or disappears: over the network the balances keep their sum, on each node the change is −sends − fees + receipts ± movements by others + forwarding income (never negative), and forwarding income in all equals the fees paid (Safety S15). A force-closed channel may cost chain fees.',
  kind: 'safety',
  checked: 'quiescence',
  listens: ['balance-seen', 'payment-ended', 'invoice-paid', 'liquidity-moved', 'channel-closed'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Nodes whose balance was seen at both ends. */
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly purses = new Map<number, Purse>();
  private channelsClosed = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    switch (event.kind) {
      case 'balance-seen': {
        const purse = this.purse(event.node);
        if (event.state === 'start') {
          purse.startMsat = event.amountMsat;
          purse.sawStart = true;
        } else {
          purse.endMsat = event.amountMsat;
          purse.sawEnd = true;
        }
        break;
      }
      case 'payment-ended':
        if (event.state === 'settled')
          this.purse(event.node).expectedMsat -= event.amountMsat + event.feeMsat;
        break;
      case 'invoice-paid':
        this.purse(event.node).expectedMsat += event.amountMsat;
        break;
      case 'liquidity-moved':
        this.purse(event.node).expectedMsat -= event.amountMsat;
        this.purse(event.peer).expectedMsat += event.amountMsat;
        break;
      default:
        this.channelsClosed++;
    }
  }

  end(violated: Report): void {
    const unfinishedMsat = this.checkPayments(violated);
    let changeMsat = 0;
    let complete = true;
    for (const [node, purse] of this.purses) {
      if (!purse.sawStart || !purse.sawEnd) {
        complete = false;
        continue;
      }
      this.examined++;
      const delta = purse.endMsat - purse.startMsat;
      changeMsat += delta;
      const incomeMsat = delta - purse.expectedMsat;
      // A payment that is still out may have been settled on one side of a forwarder and not on the other.
      if (incomeMsat < -unfinishedMsat && this.channelsClosed === 0)
        violated(
          `node ${node} went from ${purse.startMsat} to ${purse.endMsat} msat; its payments explain ${purse.expectedMsat}, so ${-incomeMsat} msat are missing (${unfinishedMsat} msat are still out)`,
        );
    }
    if (!complete || this.examined === 0) return;
    if (changeMsat > 0 || (changeMsat < 0 && this.channelsClosed === 0))
      violated(
        `all balances together changed by ${changeMsat} msat over ${this.examined} nodes (${this.channelsClosed} channels force-closed)`,
      );
  }

  /** What payers paid must be what payees took, hash by hash. Returns how much may still move. */
  private checkPayments(violated: Report): number {
    let unfinishedMsat = 0;
    for (const payment of this.facts.payments) {
      if (payment.open > 0) unfinishedMsat += payment.openMsat;
      else if (payment.begun > 0 && payment.settledMsat !== payment.paidMsat)
        violated(
          `payers paid ${payment.settledMsat} msat, payees took ${payment.paidMsat} msat (hash ${payment.hash})`,
          payment.intent === -1 ? [] : [payment.intent],
        );
    }
    return unfinishedMsat;
  }

  private purse(node: number): Purse {
    let purse = this.purses.get(node);
    if (purse === undefined) {
      purse = { startMsat: 0, endMsat: 0, sawStart: false, sawEnd: false, expectedMsat: 0 };
      this.purses.set(node, purse);
    }
    return purse;
  }
}
