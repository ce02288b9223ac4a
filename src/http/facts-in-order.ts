/** Facts of applications and what is decided about them, judged by themselves: parts that contradict each other. */
import type { EnrolBody } from '../../schemas/requests.js';
import { authorisationShapeFault, eventShapeFault } from '../domain/etias/event-fault.js';
import { applicationShapeFault, decisionShapeFault } from '../domain/vis/decision-fault.js';
import { faultAt } from './problems.js';

export function requireFactsInOrder({ facts, identity, encounterAt, subjectId }: EnrolBody): void {
  const fault = faultOf(facts);
  if (fault) throw faultAt(codeOf(fault.code), `/facts${fault.pointer}`, fault.detail);
  if ('concerns' in facts && LATER.includes(facts.kind) && subjectId === undefined) {
    throw faultAt(
      'validation-failed',
      '/subjectId',
      'What is decided or happened later belongs to a subject the system knows.',
    );
  }
  if (encounterAt.slice(0, 10) < identity.dateOfBirth) {
    throw faultAt('date-invalid', '/encounterAt', 'Not before the date of birth.');
  }
}

function faultOf(facts: EnrolBody['facts']) {
  switch (facts.kind) {
    case 'visa-application':
      return applicationShapeFault(facts);
    case 'visa-decision':
      return decisionShapeFault(facts);
    case 'travel-authorisation':
      return authorisationShapeFault(facts);
    case 'authorisation-event':
      return eventShapeFault(facts);
    default:
      return undefined;
  }
}

const LATER: readonly EnrolBody['facts']['kind'][] = [
  'visa-decision',
  'authorisation-event',
  'conviction-gone',
];

function codeOf(code: string) {
  return code === 'date-invalid' || code === 'facts-not-permitted' ? code : 'validation-failed';
}
