import { Command } from 'commander';
import { PRODUCT } from '#harness/product';
import { declareContract } from './contract.ts';
import { declareDoctor } from './doctor.ts';
import { declareGate } from './gate.ts';
import { declareInit } from './init.ts';
import { declareList } from './list.ts';
import { declareMutants } from './mutants.ts';
import { declareReplay } from './replay.ts';
import { declareReport } from './report.ts';
import { declareRun } from './run.ts';
import { declareTopology } from './topology.ts';
import { declareVerify } from './verify.ts';

const EXIT_CODES_HELP = `
Exit codes: 0 GO · 1 NO-GO · 2 INCONCLUSIVE · 3 evidence altered or incomplete
  64 wrong usage · 65 bad input file · 70 internal error · 75 environment unavailable · 130 interrupted`;

/** The command line. Only what is needed to parse is loaded here; each command loads its own work when it runs. */
export function program(): Command {
  const root = new Command('fulgurite')
    .description(
      'Strikes a Lightning payment orchestrator with faults and answers GO, NO-GO or INCONCLUSIVE, with evidence.',
    )
    .version(PRODUCT.version)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(fulgurite --help lists commands; fulgurite COMMAND --help lists options)')
    .addHelpText('after', EXIT_CODES_HELP)
    .exitOverride();
  declareRun(root);
  declareReplay(root);
  declareReport(root);
  declareGate(root);
  declareVerify(root);
  declareTopology(root);
  declareMutants(root);
  declareContract(root);
  declareList(root);
  declareInit(root);
  declareDoctor(root);
  return root;
}
