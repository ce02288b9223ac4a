/**
 * Rules of the acts the hub has no row or function for, each with the reason: the one place where that is said. A rule
 * leaves this list with the change that implements it.
 */
import type { Sureness } from './citation.js';

export type NotImplemented = {
  /** The part of the law it belongs to. */
  readonly about:
    | 'biometrics'
    | 'retention'
    | 'early erasure'
    | 'EES'
    | 'interplay'
    | 'Eurodac'
    | 'SIS'
    | 'VIS'
    | 'ETIAS'
    | 'ECRIS-TCN';
  readonly rule: string;
  readonly reason: string;
  readonly citation: string;
  readonly sureness: Sureness;
};

export const NOT_IMPLEMENTED: readonly NotImplemented[] = [
  {
    about: 'biometrics',
    rule: 'EES: which biometrics a record holds is not enforced when it is recorded',
    reason:
      'The hub is not told whether VIS knows the person or why fingers are missing; the rule answers whoever asks it.',
    citation: '(EU) 2017/2226 Art 16 to 18',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'EES: the face from the chip of a document, only after it matches the live face',
    reason: 'A sample does not say where it comes from.',
    citation: '(EU) 2017/2226 Art 15',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'VIS: dignitaries, endangered court witnesses and physical impossibility exempt from fingerprints and face',
    reason: 'A record does not say why fingerprints are missing; the rule answers whoever gives it.',
    citation: '(EC) 810/2009 Art 13(7)(b) to (e), (7a)',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'SIS: up to ten flat and ten rolled fingerprints, two palm prints, and incomplete scene prints',
    reason:
      'Samples of palms and of rolled prints beside flat ones are not told apart yet; the rule answers whoever gives it.',
    citation: '(EU) 2018/1862 Art 40, 42',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'SIS: DNA profiles where photograph, face and prints are missing',
    reason: 'The hub compares no DNA; the rule says when a profile may be entered, and none can be.',
    citation: '(EU) 2018/1862 Art 32(1)(a), 42(3)',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'palm prints are no part of the templates of the shared service',
    reason: 'The hub has no palm position, so there are none to leave out; the rule answers.',
    citation: '(EU) 2019/817 Art 13(1)(c), (d)',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'Eurodac: all ten fingers, plain and rolled, or a latent print',
    reason: 'Rolled and plain prints of one finger are not told apart yet.',
    citation: '(EU) 2024/1358 Art 2(1)(q)',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'ECRIS-TCN: faces only confirm an identity until a delegated act says otherwise',
    reason:
      'The rule answers; the access table does not tell faces from fingerprints, so it is not enforced.',
    citation: '(EU) 2019/816 Art 6(1)',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'VIS: from the creation of the file where an application is withdrawn and closed',
    reason:
      'A stored outcome knows no withdrawal, so its term counts from the application date; the rule answers whoever gives it.',
    citation: '(EC) 767/2008 Art 23',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'ETIAS: up to three more years with consent',
    reason: 'Consent is not among the stored facts; the rule answers whoever gives it.',
    citation: '(EU) 2018/1240 Art 54',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'SIS: three years for an alert for refusal of entry unless the national decision is valid longer',
    reason:
      'The validity of the national decision is not among the stored facts; the rule answers whoever gives it.',
    citation: '(EU) 2018/1861 Art 39(2)',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'SIS: one year for missing persons to be stopped from travelling, three for unknown wanted persons',
    reason: 'A stored alert does not say which letter it is of; the rule answers whoever gives it.',
    citation: '(EU) 2018/1862 Art 53(3), (4)',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'SIS: ten years for objects; those linked to a person live as long as that alert',
    reason: 'No alerts on objects are stored; the rule answers whoever gives it.',
    citation: '(EU) 2018/1862 Art 54',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'SIS: offline technical copies for at most 48 hours',
    reason: 'The hub makes none.',
    citation: '(EU) 2018/1861 Art 41(3); (EU) 2018/1862 Art 56(3)',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'ECRIS-TCN: flags for terrorism after 25 years, others after 15, or with the conviction',
    reason: 'No flags are stored; the rule answers whoever gives it.',
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
  {
    about: 'retention',
    rule: 'records are not erased by their term on their own',
    reason: 'The calendar says what is due; no task acts on it yet.',
    citation: '(EU) 2017/2226 Art 34; (EC) 767/2008 Art 23; (EU) 2018/1240 Art 54; (EU) 2024/1358 Art 29',
    sureness: 'verified',
  },
  {
    about: 'early erasure',
    rule: 'nothing is erased early on its own',
    reason:
      'The event (nationality, permit, withdrawn decision) reaches the authority that must act, not the hub; it asks by when.',
    citation: '(EU) 2017/2226 Art 35; (EC) 767/2008 Art 25; (EU) 2018/1240 Art 55; (EU) 2024/1358 Art 30',
    sureness: 'verified',
  },
  {
    about: 'EES',
    rule: 'national short-stay visas of states that do not apply Schengen in full are marked',
    reason: 'No state that operates the EES is in that position since its start.',
    citation: '(EU) 2017/2226 Art 16(2)',
    sureness: 'verified',
  },
  {
    about: 'EES',
    rule: 'the web service reads a copy that is updated daily, one way; carrier logs are kept for two years',
    reason: 'There is no separate copy; the answer is a function of the file.',
    citation: '(EU) 2017/2226 Art 13',
    sureness: 'verified',
  },
  {
    about: 'EES',
    rule: 'the visa authority pulls revocations and extensions from VIS at once',
    reason: 'Decisions on a stay are recorded by the authority; VIS decisions do not write to the EES yet.',
    citation: '(EU) 2017/2226 Art 19',
    sureness: 'verified',
  },
  {
    about: 'interplay',
    rule: 'fifteen days of grace within the validity printed on the sticker',
    reason:
      'The validity on the sticker binds; the grace is general knowledge and belongs to the state that issues it.',
    citation: '(EC) 810/2009 Art 24(1)',
    sureness: 'general-knowledge',
  },
  {
    about: 'interplay',
    rule: 'permit holders who visit other Schengen states: 90 days in 180',
    reason: 'The EES sees nothing of it.',
    citation: 'Convention implementing the Schengen Agreement Art 21; (EU) 2017/2226 Art 2(3)',
    sureness: 'general-knowledge',
  },
  {
    about: 'Eurodac',
    rule: 'a search of Eurodac is narrowed to the categories the matrix names, and own data are left out',
    reason:
      'The rule decides each pair; the search by biometrics does not say yet for which category it is made.',
    citation: '(EU) 2024/1358 Art 27, 28',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'biometrics of persons registered for an admission procedure are compared and not stored',
    reason:
      'The rule knows the collection; the way in is a search, which stores nothing, and names no purpose yet.',
    citation: '(EU) 2024/1358 Art 18(1), 27(2)',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'hits, their verification and the links of a sequence are kept',
    reason: 'The state machine and the sequences are functions; nothing stores a hit or what became of it.',
    citation: '(EU) 2024/1358 Art 3(6), 38',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'other states of origin are informed of marks, responsibility, flags and erasures, and follow',
    reason: 'Who is to be informed by when is a function; no message is sent.',
    citation: '(EU) 2024/1358 Art 16(4), 17(4), 30, 31',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'limits for transmission are watched',
    reason:
      'The limit of a case is a function; the hub is not told of registrations and arrests before it receives the biometrics.',
    citation: '(EU) 2024/1358 Art 15, 18, 20, 22 to 24, 26',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'law enforcement and Europol reach Eurodac',
    reason:
      'The verifying authority’s decision is a function; direct access stays refused until requests are kept and logged.',
    citation: '(EU) 2024/1358 Art 32 to 34, 51',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'statistics are drawn up every month and every year, and kept in the central repository',
    reason:
      'The month is a function over sequences; the parts of the article that were not read are left out.',
    citation: '(EU) 2024/1358 Art 12(1) to (6)',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'the scan of a document with an indication of its authenticity, the identity of the operator, facts on visas and on the final decision in a border procedure',
    reason: 'No field of the record holds them yet.',
    citation: '(EU) 2024/1358 Art 17(1), (2)',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'reading on hits of ETIAS and VIS',
    reason: 'Its conditions cannot be seen in a request.',
    citation: '(EU) 2024/1358 Art 8 to 11',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'a comparison within 24 hours, within one hour where it is urgent',
    reason: 'Searches are answered at once; nothing watches the limit.',
    citation: '(EU) 2024/1358 Art 38(2)',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'the letters of a reference number are those of the transmitting state',
    reason: 'Which letters stand for which state is not in the text.',
    citation: '(EU) 2024/1358 Art 37(3)',
    sureness: 'verified',
  },
  {
    about: 'SIS',
    rule: 'SIS: an alert is entered after a search, and not beside an incompatible one',
    reason: 'The rule answers whoever gives it the alerts in force; enrolment does not ask it.',
    citation: '(EU) 2018/1861 Art 23; (EU) 2018/1862 Art 23',
    sureness: 'verified',
  },
  {
    about: 'SIS',
    rule: 'SIS: flags, hiding, extensions, links between alerts, misused identity and the follow-up of hits are not stored',
    reason: 'The rules are pure functions; records hold kind, date, review and action only.',
    citation: '(EU) 2018/1861 Art 39, 47, 48; (EU) 2018/1862 Art 24 to 26, 53, 62, 63',
    sureness: 'verified',
  },
  {
    about: 'SIS',
    rule: 'SIS: the table of compatibility of the Sirene Manual in force, with return alerts and inquiry checks',
    reason: 'Only the edition of 2008 was read; pairs it does not speak of go to consultation.',
    citation: '(EU) 2018/1861 Art 23; (EU) 2018/1862 Art 23',
    sureness: 'interpretation',
  },
  {
    about: 'SIS',
    rule: 'SIS: information alerts on third-country nationals in the interest of the Union',
    reason: 'The text was not read.',
    citation: '(EU) 2022/1190',
    sureness: 'general-knowledge',
  },
  {
    about: 'SIS',
    rule: 'SIS: warning markers, type of offence and physical characteristics',
    reason: 'They are not among the stored facts.',
    citation: '(EU) 2018/1861 Art 20; (EU) 2018/1862 Art 20',
    sureness: 'verified',
  },
  {
    about: 'VIS',
    rule: 'VIS: decisions, extensions and links between files are not stored beside the outcome',
    reason: 'The rules are pure functions; a record holds the latest outcome only.',
    citation: '(EC) 767/2008 Art 8, 10 to 14',
    sureness: 'verified',
  },
  {
    about: 'VIS',
    rule: 'VIS: the day from which the reform of 2021 is applied',
    reason: 'It is in no text read; the rows count from the entry into force.',
    citation: '(EU) 2021/1134',
    sureness: 'general-knowledge',
  },
  {
    about: 'VIS',
    rule: 'VIS: automated queries for long-stay visas and permits',
    reason: 'What a hit shows is a rule; no query is sent, and the manual of partial matches is not public.',
    citation: '(EC) 767/2008 Art 22b',
    sureness: 'verified',
  },
  {
    about: 'VIS',
    rule: 'VIS: biometrics of persons under 14 for law enforcement only where the child is a victim or missing',
    reason: 'Law enforcement has no direct access here.',
    citation: '(EC) 767/2008 Art 22r(6)',
    sureness: 'verified',
  },
  {
    about: 'ETIAS',
    rule: 'ETIAS: the queries of the automated processing are not sent, and the watchlist is not stored',
    reason: 'The rules say which are made and where a hit leads; most sources are outside the hub.',
    citation: '(EU) 2018/1240 Art 20, 34',
    sureness: 'verified',
  },
  {
    about: 'ETIAS',
    rule: 'ETIAS: authorisation with limited territorial validity, and the state responsible',
    reason: 'The articles were not read in full.',
    citation: '(EU) 2018/1240 Art 25, 44',
    sureness: 'general-knowledge',
  },
  {
    about: 'ETIAS',
    rule: 'ETIAS: changes of 2021 to deadlines and to the processing of hits',
    reason: 'The text of 2018 was read; of the changes only the query of ECRIS-TCN is a row.',
    citation: '(EU) 2021/1152',
    sureness: 'general-knowledge',
  },
  {
    about: 'ECRIS-TCN',
    rule: 'ECRIS-TCN: an age limit',
    reason: 'The texts read set none.',
    citation: '(EU) 2019/816 Art 5',
    sureness: 'interpretation',
  },
];
