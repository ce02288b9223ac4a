/** Gateways of Articles 20 and 20a: who is this person, answered with identity data and no word on where they come from. */
import type { Requester } from '../domain/authorities.js';
import { type IdentificationCase, policeRefusal, screeningRefusal } from '../domain/cir/identification.js';
import { type FileWithoutSource, withoutSource } from '../domain/cir/individual-files.js';
import { GATEWAY_ROWS } from '../domain/law/cir-table.js';
import { localDate } from '../domain/local-date.js';
import type { LogDatum } from '../domain/log-chain/log-components.js';
import { modalityOf } from '../domain/positions.js';
import {
  askRepository,
  type RepositoryKeys,
  type RepositoryPorts,
  type RepositoryProblem,
} from './ask-repository.js';
import { type CirPorts, filesOfHits } from './cir-files.js';
import type { Denied } from './hub-workflows.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { Ports } from './ports.js';
import { type FlagPorts, type FlagWithoutSource, flagsWithoutSource } from './repository-flags.js';
import { logTask, refuseTask } from './task-access.js';

export type IdentifyPorts = RepositoryPorts &
  CirPorts &
  FlagPorts &
  Pick<Ports, 'accessLog' | 'designations'>;

export type IdentificationRequest = Omit<IdentificationCase, 'hasBiometrics'> & {
  /** National file or case. */
  readonly reference: string;
  readonly operatorId: string;
};

export type IdentificationOutcome =
  | {
      readonly kind: 'identified';
      /** False where somebody did not answer: whom, would say where data are looked for. */
      readonly complete: boolean;
      readonly files: readonly FileWithoutSource[];
      readonly flags: readonly FlagWithoutSource[];
      readonly citation: string;
    }
  | RepositoryProblem
  | Denied;

const RIGHT = 'cir-identification';

export function createIdentifyInRepository(ports: IdentifyPorts) {
  return async (
    requester: Requester,
    { reference, operatorId, ...stated }: IdentificationRequest,
    keys: RepositoryKeys,
    signal: AbortSignal,
  ): Promise<IdentificationOutcome> => {
    const { sql } = ports.unitOfWork;
    const about: Partial<AccessLogEntry> = {
      components: ['cir'],
      dataUsed: dataUsedOf(keys),
      reference,
      operatorId,
    };
    const denied = await refuseTask(ports, sql, requester, RIGHT, about);
    if (denied) return denied;
    const asked = { ...stated, hasBiometrics: keys.samples.length > 0 };
    const isPolice = requester.authorityClass === 'police-authority';
    const today = localDate(ports.clock.today());
    const refusal = isPolice
      ? policeRefusal(requester, asked, { designations: ports.designations, today })
      : screeningRefusal(asked);
    if (refusal) {
      const result = `refused, ${refusal.citation}`;
      await ports.accessLog.append(sql, {
        systems: [],
        ...about,
        result,
        requester,
        right: RIGHT,
        outcome: 'denied',
      });
      return { kind: 'denied', reason: `${refusal.reason} ${refusal.citation}.` };
    }
    const name = isPolice ? 'police' : 'screening';
    const gateway = GATEWAY_ROWS.find((row) => row.gateway === name)!;
    const asking = { requester, systems: gateway.systems, keys, signal, gateway: name } as const;
    const answer = await askRepository(ports, asking);
    if (answer.kind === 'problem') {
      await logTask(ports, sql, requester, RIGHT, { ...about, result: answer.problem.code });
      return answer;
    }
    const files = await filesOfHits(ports, sql, answer.hits);
    const flags = await flagsWithoutSource(ports, requester, answer.hits);
    // Before anybody is told: what cannot be logged is not answered.
    await logTask(ports, sql, requester, RIGHT, {
      ...about,
      result: `ground ${asked.ground}, files ${files.length}, flags ${flags.length}`,
    });
    return {
      kind: 'identified',
      complete: answer.complete,
      files: files.map(withoutSource),
      flags,
      citation: gateway.citation,
    };
  };
}

export function dataUsedOf({ samples, identity, document }: RepositoryKeys): readonly LogDatum[] {
  const modalities = new Set(samples.map(({ position }) => modalityOf(position)));
  return [
    ...(modalities.has('fingerprint') ? (['fingerprints'] as const) : []),
    ...(modalities.has('face') ? (['face'] as const) : []),
    ...(identity ? (['identity'] as const) : []),
    ...(document ? (['document'] as const) : []),
  ];
}
