/**
 * The web service for carriers and travellers: a carrier learns OK or NOT OK of a passenger and nothing else, a traveller also
 * the days that remain. Asked by the travel document; each question is in the log of carriers for two years.
 */
import type { Requester } from '../domain/authorities.js';
import type { TravellerAnswer } from '../domain/ees/carrier-answer.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { mayTravel, type TravelQuestion } from '../domain/travel/may-travel.js';
import { OperationalError } from '../platform/operational-error.js';
import { withinDeadline } from './ask-systems.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import { logTask, refuseTask } from './task-access.js';

export type AskToTravelOutcome = { readonly kind: 'answered'; readonly answer: TravellerAnswer } | Denied;

export function createAskToTravel(ports: HubPorts) {
  return async (
    requester: Requester,
    right: 'carrier-query' | 'traveller-query',
    question: TravelQuestion,
    signal: AbortSignal,
  ): Promise<AskToTravelOutcome> => {
    const { sql } = ports.unitOfWork;
    const systems: readonly SystemId[] = SYSTEMS_OF[question.requirement];
    const about = { systems, components: ['carriers'], dataUsed: ['document'] } as const;
    const denied = await refuseTask(ports, sql, requester, right, about);
    if (denied) return denied;
    const { document } = question;
    const files = async (system: SystemId): Promise<Files> => {
      if (!systems.includes(system)) return { records: [], overflow: false };
      const { hits, overflow } = await withinDeadline(
        ports.adapters.get(system)!,
        { requester, candidates: [], probes: [], falsePositiveIdentificationRate: 0.01, document },
        signal,
      );
      return { records: hits.map(({ records }) => records), overflow };
    };
    let silence: OperationalError | undefined;
    const ofVis = files('vis').catch((error: unknown): Files => {
      if (question.requirement === 'visa' || !(error instanceof OperationalError)) throw error;
      silence = error;
      return { records: [], overflow: false };
    });
    const [ees, vis, etias] = await Promise.all([files('ees'), ofVis, files('etias')]);
    const answer = mayTravel(
      {
        ees: ees.records,
        vis: vis.records,
        etias: etias.records,
        overflow: [ees, vis, etias].some(({ overflow }) => overflow),
      },
      question,
    );
    // What VIS holds could only have made it OK.
    if (silence && answer.answer === 'NOT OK') throw silence;
    await logTask(ports, sql, requester, right, { ...about, result: answer.answer });
    return { kind: 'answered', answer };
  };
}

type Files = { readonly records: readonly (readonly SystemRecord[])[]; readonly overflow: boolean };

/** VIS always: who holds a permit or a long-stay visa needs nothing else, and VIS alone knows; silent it takes nothing away. */
const SYSTEMS_OF = {
  visa: ['ees', 'vis'],
  'travel-authorisation': ['ees', 'vis', 'etias'],
  none: ['ees', 'vis'],
} as const satisfies Readonly<Record<TravelQuestion['requirement'], readonly SystemId[]>>;
