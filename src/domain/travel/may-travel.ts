/**
 * OK or NOT OK ((EU) 2017/2226 Art 13, (EC) 767/2008 Art 45c, (EU) 2018/1240 Art 45): what the traveller needs is there and
 * valid on the day of arrival, and the EES has days left. The reason stays with the authorities.
 */
import { answerTraveller, type TravellerAnswer } from '../ees/carrier-answer.js';
import { etiasFiles } from '../etias/application-file.js';
import { etiasOn } from '../etias/application-history.js';
import { bareDocumentNumber } from '../identity-comparison.js';
import type { DocumentQuery } from '../identity-data.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { EesVisa, SystemRecord } from '../system-record.js';
import { applicationFiles } from '../vis/application-file.js';
import { visaOn } from '../vis/visa-history.js';

export type TravelQuestion = {
  readonly arrivalDate: LocalDate;
  /** State of the border the person is brought to. */
  readonly memberState: string;
  /** What a person of this nationality and document needs. */
  readonly requirement: 'visa' | 'travel-authorisation' | 'none';
  readonly freeMovement?: boolean;
  /** The document the traveller carries. */
  readonly document: DocumentQuery;
};

/** Files found by the travel document, each the records of one person. */
export type TravelFiles = {
  readonly ees: readonly (readonly SystemRecord[])[];
  readonly vis: readonly (readonly SystemRecord[])[];
  readonly etias: readonly (readonly SystemRecord[])[];
  /** More files name the document than were looked at. */
  readonly overflow: boolean;
};

/** Of several files of one document the strictest answer counts. */
export function mayTravel(files: TravelFiles, question: TravelQuestion): TravellerAnswer {
  const { requirement, arrivalDate, memberState, freeMovement } = question;
  // A stricter answer may stand in a file nobody looked at.
  if (files.overflow) return NOT_OK;
  if (hasLongStay(files.vis, arrivalDate)) return { answer: 'OK' };
  const visa = requirement === 'visa' ? validVisa(files.vis, arrivalDate) : undefined;
  if (requirement === 'visa' && !visa) return NOT_OK;
  if (requirement === 'travel-authorisation' && !hasAuthorisation(files.etias, question)) return NOT_OK;
  const arrival = {
    arrivalDate,
    memberState,
    ...(visa ? { visa } : {}),
    ...(freeMovement === undefined ? {} : { freeMovement }),
  };
  const known = files.ees.length > 0 ? files.ees : [[]];
  const answers = known.map((records) => answerTraveller({ records }, arrival));
  return answers.reduce((strictest, each) =>
    each.answer === 'NOT OK' || (each.remainingDays ?? Infinity) < (strictest.remainingDays ?? Infinity)
      ? each
      : strictest,
  );
}

const NOT_OK: TravellerAnswer = { answer: 'NOT OK', remainingDays: 0 };

function validVisa(files: TravelFiles['vis'], on: LocalDate): EesVisa | undefined {
  for (const file of files.flatMap(applicationFiles)) {
    if (visaOn(file.history, on) !== 'valid' || !file.history.visa) continue;
    const printed = file.decisions.find(({ visa }) => visa)?.visa ?? file.application.visa;
    if (!printed || file.application.isLongStay) continue;
    const { stickerNumber, validFrom, validUntil } = file.history.visa;
    return {
      stickerNumber,
      validFrom,
      validUntil,
      durationDays: Math.min(printed.durationDays, SHORT_STAY_DAYS),
      entries: printed.entries,
    };
  }
  return undefined;
}

const SHORT_STAY_DAYS = 90;

/**
 * To its holder the EES and its count of days do not apply, and no travel authorisation is needed ((EU) 2017/2226 Art 2(3),
 * (EU) 2018/1240 Art 2(2)), whatever a person of that nationality needs otherwise.
 */
function hasLongStay(files: TravelFiles['vis'], on: LocalDate): boolean {
  return files
    .flatMap(applicationFiles)
    .some(({ application, history }) => application.isLongStay && visaOn(history, on) === 'valid');
}

/** An authorisation belongs to the document of its application: with another one nobody may travel on it (Art 36(5), 45). */
function hasAuthorisation(
  files: TravelFiles['etias'],
  { arrivalDate: on, document }: TravelQuestion,
): boolean {
  const ofDocument = new Set(
    files.flat().flatMap((record) => (names(record, document) ? [record.encounterId] : [])),
  );
  return files.flatMap(etiasFiles).some(({ encounterId, application, events, history, validUntil }) => {
    if (!ofDocument.has(encounterId)) return false;
    const issued = events.find(({ event }) => event === 'issued' || event === 'hits-false');
    const issuedOn = issued
      ? localDate(issued.at.slice(0, 10))
      : (application.decidedOn ?? application.applicationDate);
    return (
      etiasOn(
        {
          state: history.state,
          issuedOn,
          ...(validUntil ? { validUntil } : {}),
          decidedOn: localDate(history.since.slice(0, 10)),
        },
        on,
      ) === 'valid'
    );
  });
}

/** As the search by a document finds it. */
function names({ travelDocument }: SystemRecord, { number, issuingCountry }: DocumentQuery): boolean {
  return (
    travelDocument?.issuingCountry === issuingCountry &&
    bareDocumentNumber(travelDocument.number) === bareDocumentNumber(number)
  );
}
