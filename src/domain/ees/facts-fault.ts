/**
 * Facts of an EES record that cannot be, whatever happened: parts that contradict each other, or a reference to a record
 * the file does not hold. Everything else is recorded, and `file-faults.ts` says what is odd about it.
 */
import { readStays } from '../ees-stays.js';
import { localDate } from '../local-date.js';
import type { EesFacts, EesVisa, SystemRecord } from '../system-record.js';
import { amended } from './effective-records.js';

const ALL_TIME = localDate('9999-12-31');

/** `pointer` into the facts. */
export type FactsFault = { readonly pointer: string; readonly detail: string };

export function eesFactsFault(facts: EesFacts): FactsFault | undefined {
  switch (facts.kind) {
    case 'entry':
    case 'exit':
    case 'refusal':
      return facts.visa && visaFault(facts.visa);
    case 'stay-decision':
      return decisionFault(facts);
    case 'rebuttal':
      return rebuttalFault(facts);
    case 'amendment':
      return erasureFault(facts);
  }
}

/** A record that is not in the file: erased by its term, or of another person. It cannot be corrected any more. */
export function eesReferenceFault(facts: EesFacts, records: readonly SystemRecord[]): FactsFault | undefined {
  if (!('concerns' in facts) || facts.concerns === undefined) return undefined;
  const about = records.find(({ encounterId }) => encounterId === facts.concerns);
  if (!about) {
    return {
      pointer: '/concerns',
      detail: 'The file holds no such record: it was erased, or is not of this subject. Nothing was changed.',
    };
  }
  const isErased = records.some(
    (each) =>
      each.facts.kind === 'amendment' &&
      each.facts.change === 'erasure' &&
      each.facts.concerns === about.encounterId,
  );
  if (isErased) {
    return {
      pointer: '/concerns',
      detail:
        'The record was erased as one that should not be there. Nothing was changed: record anew what took place.',
    };
  }
  const isMeant =
    facts.kind === 'amendment'
      ? ['entry', 'exit', 'refusal', 'stay-decision', 'rebuttal'].includes(about.facts.kind)
      : about.facts.kind === 'entry';
  return isMeant
    ? undefined
    : { pointer: '/concerns', detail: `A ${facts.kind} is about the entry record of a stay.` };
}

/** A day that cannot be in this file, though the record it is about is there. */
export function eesLastDayFault(facts: EesFacts, records: readonly SystemRecord[]): FactsFault | undefined {
  switch (facts.kind) {
    case 'rebuttal':
      return excuseFault(facts, records);
    case 'amendment': {
      if (facts.endsOn === undefined) return undefined;
      const about = records.find(({ encounterId }) => encounterId === facts.concerns);
      if (about?.facts.kind !== 'stay-decision' && about?.facts.kind !== 'rebuttal') {
        return {
          pointer: '/endsOn',
          detail: 'Of a decision or a proof only: eventDate corrects other days.',
        };
      }
      if (about.facts.kind === 'rebuttal' && about.facts.shows === 'exit' && facts.endsOn > facts.amendedOn) {
        return { pointer: '/endsOn', detail: 'An exit that is shown has taken place.' };
      }
      const fault = eesFactsFault(amended(about.facts, facts) as EesFacts);
      return fault && { pointer: '/endsOn', detail: fault.detail };
    }
    default:
      return undefined;
  }
}

/**
 * A serious event that excuses a stay without an exit names the last day it excuses: nobody would look again. A right to
 * stay may have no end. Proof recorded before that was asked for stays as it is.
 */
function excuseFault(
  facts: Extract<EesFacts, { readonly kind: 'rebuttal' }>,
  records: readonly SystemRecord[],
): FactsFault | undefined {
  if (facts.shows !== 'serious-event' || facts.endsOn !== undefined) return undefined;
  const stay = readStays(records, ALL_TIME).find(
    (each) => each.kind !== 'entry-missing' && each.entry.record.encounterId === facts.concerns,
  );
  return stay?.kind === 'closed'
    ? undefined
    : {
        pointer: '/endsOn',
        detail:
          'A serious event names the last day it excuses where no exit is recorded; it can be proven again for longer.',
      };
}

function rebuttalFault({
  shows,
  exitDate,
  endsOn,
}: Extract<EesFacts, { readonly kind: 'rebuttal' }>): FactsFault | undefined {
  if ((shows === 'exit') !== (exitDate !== undefined)) {
    return { pointer: '/exitDate', detail: 'Present where an exit is shown, and only there.' };
  }
  return shows === 'exit' && endsOn !== undefined
    ? { pointer: '/endsOn', detail: 'An exit that is shown ends the stay: nothing else is excused.' }
    : undefined;
}

function erasureFault({
  change,
  eventDate,
  endsOn,
}: Extract<EesFacts, { readonly kind: 'amendment' }>): FactsFault | undefined {
  if (change !== 'erasure' || (eventDate === undefined && endsOn === undefined)) return undefined;
  return { pointer: eventDate ? '/eventDate' : '/endsOn', detail: 'An erasure has no corrected day.' };
}

function visaFault({ validFrom, validUntil }: EesVisa): FactsFault | undefined {
  return validFrom !== undefined && validUntil < validFrom
    ? { pointer: '/visa/validUntil', detail: 'The same day as validFrom or later.' }
    : undefined;
}

function decisionFault({
  decision,
  decidedOn,
  endsOn,
}: Extract<EesFacts, { readonly kind: 'stay-decision' }>): FactsFault | undefined {
  const lengthens = decision === 'extension' || decision === 'bilateral-extension';
  if (lengthens && endsOn === undefined) {
    return { pointer: '/endsOn', detail: 'An extension names the new last day of the stay.' };
  }
  return endsOn !== undefined && !lengthens && endsOn < decidedOn
    ? { pointer: '/endsOn', detail: 'A stay ends no earlier than the day of the decision.' }
    : undefined;
}
