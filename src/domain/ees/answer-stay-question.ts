/** One question to the calculator, as an authority asks it: the four of Art 11(2) and what a carrier would be told. */
import type { LocalDate } from '../local-date.js';
import type { EesVisa } from '../system-record.js';
import {
  calculateInside,
  calculateIntendedStay,
  calculateOnEntry,
  calculateOnExit,
  type EntryAnswer,
  type IntendedStayAnswer,
  type StayAnswer,
} from './calculator.js';
import { answerTraveller, type TravellerAnswer } from './carrier-answer.js';
import type { EesFile } from './stay-history.js';

export type StayQuestion =
  | {
      readonly kind: 'entry' | 'arrival';
      readonly entryDate: LocalDate;
      readonly visa?: EesVisa;
      readonly freeMovement?: boolean;
    }
  | { readonly kind: 'inside'; readonly on?: LocalDate }
  | { readonly kind: 'exit'; readonly exitDate: LocalDate; readonly visa?: EesVisa }
  | {
      readonly kind: 'intended-dates';
      readonly entryDate: LocalDate;
      readonly exitDate: LocalDate;
      readonly visa?: EesVisa;
    };

export type StayQuestionAnswer =
  | EntryAnswer
  | StayAnswer
  | IntendedStayAnswer
  | ({ readonly kind: 'arrival' } & TravellerAnswer);

/** `memberState`: state of the border, or of the authority that asks. */
export function answerStayQuestion(
  asKept: EesFile,
  question: StayQuestion,
  { today, memberState }: { readonly today: LocalDate; readonly memberState: string },
): StayQuestionAnswer {
  const file = { ...asKept, askedOn: today };
  switch (question.kind) {
    case 'entry':
      return calculateOnEntry(file, { ...question, memberState });
    case 'arrival': {
      const { entryDate: arrivalDate, kind: _, ...arrival } = question;
      return { kind: 'arrival', ...answerTraveller(file, { ...arrival, arrivalDate, memberState }) };
    }
    case 'inside':
      return calculateInside(file, question.on ?? today);
    case 'exit':
      return calculateOnExit(file, question);
    case 'intended-dates':
      return calculateIntendedStay(file, { ...question, memberState, asOf: today });
  }
}
