/** A record that was refused before anything of it was kept: counted by the rule of data quality it broke. */
import type { Requester } from '../domain/authorities.js';
import { decideAccess } from '../domain/law/access.js';
import type { QualityRule } from '../domain/law/data-quality-table.js';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import type { Ports } from './ports.js';

type CountPorts = Pick<Ports, 'unitOfWork' | 'dataQuality' | 'clock'>;

export function createCountRefusal({ unitOfWork, dataQuality, clock }: CountPorts) {
  return async (requester: Requester, system: SystemId, rule: QualityRule): Promise<void> => {
    const { memberState } = requester;
    // Whoever may enter nothing has refused nothing either.
    if (!decideAccess(requester, 'enrol', system).permitted) return;
    await dataQuality.refuse(unitOfWork.sql, { system, memberState, on: localDate(clock.today()), rule });
  };
}
