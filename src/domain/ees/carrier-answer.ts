/**
 * What the web service says ((EU) 2017/2226 Art 13): a carrier learns OK or NOT OK and nothing else, a traveller also
 * how many days are left. The reason stays with the authorities.
 */
import type { LocalDate } from '../local-date.js';
import type { EesVisa } from '../system-record.js';
import { calculateOnEntry, type EntryAnswer } from './calculator.js';
import type { EesFile } from './stay-history.js';

export type Arrival = {
  readonly arrivalDate: LocalDate;
  /** State of the border the person is brought to. */
  readonly memberState: string;
  readonly visa?: EesVisa;
  readonly freeMovement?: boolean;
};

export type CarrierAnswer = { readonly answer: 'OK' | 'NOT OK' };
export type TravellerAnswer = CarrierAnswer & {
  /** Days that may be stayed from the arrival; absent where the calculator does not apply. */
  readonly remainingDays?: number;
};

/** Art 13(3): entries of the visa used up, visa not valid, or no day of stay left on arrival. */
export function answerCarrier(file: EesFile, arrival: Arrival): CarrierAnswer {
  return { answer: isAdmissible(answerOn(file, arrival)) ? 'OK' : 'NOT OK' };
}

/** Art 13(1), (2). */
export function answerTraveller(file: EesFile, arrival: Arrival): TravellerAnswer {
  const entry = answerOn(file, arrival);
  if (entry.kind === 'not-applicable') return { answer: 'OK' };
  const isOk = isAdmissible(entry);
  return {
    answer: isOk ? 'OK' : 'NOT OK',
    remainingDays: isOk && entry.kind === 'may-stay' ? entry.days : 0,
  };
}

function answerOn(file: EesFile, { arrivalDate, ...arrival }: Arrival): EntryAnswer {
  return calculateOnEntry(file, { entryDate: arrivalDate, ...arrival });
}

function isAdmissible(entry: EntryAnswer): boolean {
  if (entry.kind === 'not-applicable') return true;
  return entry.kind === 'may-stay' && !entry.visaEntries?.exhausted;
}
