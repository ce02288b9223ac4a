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
    | 'ECRIS-TCN'
    | 'interoperability'
    | 'screening';
  readonly rule: string;
  readonly reason: string;
  readonly citation: string;
  readonly sureness: Sureness;
};

export const NOT_IMPLEMENTED: readonly NotImplemented[] = [
  {
    about: 'biometrics',
    rule: 'EES: the face from the chip of a document, only after it matches the live face',
    reason: 'A sample does not say where it comes from.',
    citation: '(EU) 2017/2226 Art 15',
    sureness: 'verified',
  },
  {
    about: 'biometrics',
    rule: 'SIS: flat and rolled fingerprints are told apart',
    reason:
      'A sample does not say how the finger was taken; all fingerprints of an entry count as flat ones.',
    citation: '(EU) 2018/1862 Art 42',
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
    rule: 'SIS: alerts are searched by palm prints from the scene of a serious crime',
    reason:
      'The hub makes no template of a palm print: it keeps and shows them, and whoever searches by one is told that.',
    citation: '(EU) 2018/1862 Art 43(3)',
    sureness: 'general-knowledge',
  },
  {
    about: 'biometrics',
    rule: 'Eurodac: all ten fingers, plain and rolled, or a latent print',
    reason: 'Rolled and plain prints of one finger are not told apart yet.',
    citation: '(EU) 2024/1358 Art 2(1)(q)',
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
    about: 'early erasure',
    rule: 'nationality, permits and withdrawn decisions end the keeping by themselves',
    reason:
      'They reach the authority that must act, not the hub; it asks by when. What the hub hears of it acts on: citizenship in Eurodac, the exit of a child, a deleted cause of an ETIAS decision.',
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
    rule: 'the web service reads a copy that is updated daily, one way',
    reason:
      'There is no separate copy; the answer is a function of the files. Questions of carriers are logged for two years.',
    citation: '(EU) 2017/2226 Art 13',
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
    rule: 'a state that does not collect its notices is informed otherwise',
    reason: 'Notices wait until the state reads them and are due by their limit; the hub calls nobody.',
    citation: '(EU) 2024/1358 Art 16(4), 17(4), 30, 31',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'public holidays in the three working days for reporting a false hit',
    reason:
      'The hub holds no calendar of the states: Saturdays and Sundays alone are left out, so the day may come early.',
    citation: '(EEC, Euratom) No 1182/71 Art 2(2), 3(1); (EU) 2024/1358 Art 38',
    sureness: 'interpretation',
  },
  {
    about: 'Eurodac',
    rule: 'what was done because of a hit is undone once it is false',
    reason:
      'Only what was still to be done ends with it: who had marked already is not told. Nor is anybody told of what was reported while a hit was false that is taken back.',
    citation: '(EU) 2024/1358 Art 31, 38',
    sureness: 'interpretation',
  },
  {
    about: 'Eurodac',
    rule: 'a second grant of protection is told apart from a copy of the first',
    reason:
      'A state of an application that marks because it was asked to tells nobody. Where it granted too, the end of the first ends what others were asked for.',
    citation: '(EU) 2024/1358 Art 31(1), (3)',
    sureness: 'interpretation',
  },
  {
    about: 'Eurodac',
    rule: 'Europol uses a result only with the leave of the state of origin',
    reason:
      'A request of Europol is decided as one of its own; the tokens of its units and that leave are given outside the hub.',
    citation: '(EU) 2024/1358 Art 7, 34',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'statistics of the year, and kept in the central repository',
    reason:
      'A month is counted when it is asked for. A year beside its months would tell the small counts they leave out, and what Art 12(2) to (4) ask was not read.',
    citation: '(EU) 2024/1358 Art 12(1) to (6)',
    sureness: 'verified',
  },
  {
    about: 'Eurodac',
    rule: 'the scan of a document',
    reason: 'What is said of its authenticity is kept, the image of the document is not.',
    citation: '(EU) 2024/1358 Art 17(1)',
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
    rule: 'SIS: before its entry an alert is compared with all others by fingerprints',
    reason:
      'Name, date of birth and document are compared when it is entered; the search by prints is a request of its own.',
    citation: '(EU) 2018/1861 Art 23; (EU) 2018/1862 Art 23',
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
    about: 'VIS',
    rule: 'VIS: the day from which the reform of 2021 is applied',
    reason: 'It is in no text read; the rows count from the entry into force.',
    citation: '(EU) 2021/1134',
    sureness: 'general-knowledge',
  },
  {
    about: 'VIS',
    rule: 'VIS: partial correspondence as the manual defines it, and which records of the EES, ETIAS and VIS are a hit',
    reason:
      'The manual is not public, and of the points of the article only the sources were read: the document, or identity data that are the same or similar, make any record a hit, and an officer looks.',
    citation: '(EC) 767/2008 Art 22b',
    sureness: 'verified',
  },
  {
    about: 'VIS',
    rule: 'VIS: who verifies the hits of a long-stay application of which the file shows only that further verification is needed, and by when',
    reason:
      'Neither was read. Such hits stay with the file until it is erased, nobody is shown what they are, and no verdict is taken on them; nor is anybody told of hits the file must not record.',
    citation: '(EC) 767/2008 Art 22b(8) to (10)',
    sureness: 'verified',
  },
  {
    about: 'VIS',
    rule: 'VIS: automated queries for short-stay visas',
    reason:
      'The articles were not read: neither the sources nor what a hit shows. The visa authority asks by the portal, and Eurodac by application.',
    citation: '(EC) 767/2008 Art 9a to 9g',
    sureness: 'general-knowledge',
  },
  {
    about: 'VIS',
    rule: 'VIS: links to the files of persons who travel together are shown, not confirmed by an authority',
    reason: 'They follow from the numbers an application names.',
    citation: '(EC) 767/2008 Art 8(4)',
    sureness: 'interpretation',
  },
  {
    about: 'VIS',
    rule: 'VIS: European Border and Coast Guard teams search through the central access point of the Agency',
    reason:
      'There is no such access point here: a token of a team is refused by VIS. The articles on what it verifies were not read.',
    citation: '(EC) 767/2008 Art 45e',
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
    rule: 'ETIAS: SLTD, TDAWN, Europol data and the risk indicators are not asked by the hub',
    reason:
      'They are outside it and the indicators are not public: who asked them says what they answered, and without an answer nothing is issued.',
    citation: '(EU) 2018/1240 Art 20(2)(b), (j), (l), (5), 33',
    sureness: 'verified',
  },
  {
    about: 'ETIAS',
    rule: 'ETIAS: consultation of other states and Europol within 60 hours',
    reason:
      'The limit is a function. Who must be consulted, what the state that processes may show and what an opinion binds it to were not read, and a record without them would decide nothing.',
    citation: '(EU) 2018/1240 Art 28, 29',
    sureness: 'general-knowledge',
  },
  {
    about: 'ETIAS',
    rule: 'ETIAS: a past overstay is a hit only as far as the records of the stay are still kept',
    reason: 'The query reads the file of the EES as it is.',
    citation: '(EU) 2018/1240 Art 20(2)(g)',
    sureness: 'verified',
  },
  {
    about: 'ETIAS',
    rule: 'ETIAS: authorisation with limited territorial validity, and how the state responsible is determined',
    reason:
      'The articles were not read: neither the grounds, nor how long and where such an authorisation is valid. The EES takes in the limitation that its text names (Art 17(2)). An application is decided by the state in whose name it stands; one that the Central Unit entered by any.',
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
  {
    about: 'interoperability',
    rule: 'former names of nationalities, countries and cities as a similarity',
    reason: 'Which changes of denomination are known is in no public table; such data go to an officer.',
    citation: '(EU) 2023/333 Annex II, nationality and place of birth (c)',
    sureness: 'verified',
  },
  {
    about: 'interoperability',
    rule: 'the standard forms of the letters about red and white links, in all languages',
    reason:
      "The implementing acts with the forms were not at hand; the text is the project's own, in English with a key for each sentence.",
    citation: '(EU) 2019/817 Art 32(5), 33(6)',
    sureness: 'verified',
  },
  {
    about: 'interoperability',
    rule: 'a letter about a red link may be withheld for security or an investigation, and by the rules of SIS',
    reason: 'The authority decides it; the hub writes the letter on request and sends nothing.',
    citation: '(EU) 2019/817 Art 32(4)',
    sureness: 'verified',
  },
  {
    about: 'interoperability',
    rule: 'an authority that is not responsible for a wrong link rectifies or erases it itself, and tells the responsible state',
    reason:
      'It reports the link to the authority responsible, which concludes anew. A link of equal names that the data alone made white, which can only be removed, and a red one of a SIRENE Bureau it takes up with that authority outside the hub.',
    citation: '(EU) 2019/817 Art 31(3), 32(7), 33(5)',
    sureness: 'verified',
  },
  {
    about: 'interoperability',
    rule: 'statistics Member States and the Commission define in delegated acts',
    reason:
      'The acts were not read; persons by nationality with sex, age and state, links, and data quality are published.',
    citation: '(EU) 2019/817 Art 39(5)',
    sureness: 'verified-indirectly',
  },
  {
    about: 'interoperability',
    rule: 'full access of law enforcement, in two steps, to a system that another hub keeps',
    reason:
      'The request, its verification and its one search stay where the system is kept; the gateways of the repository do reach it.',
    citation: '(EU) 2017/2226 Art 31, 32',
    sureness: 'interpretation',
  },
  {
    about: 'screening',
    rule: 'national databases are searched too',
    reason: 'The hub has no adapter to any; the check of security is entered by the authority.',
    citation: '(EU) 2024/1356 Art 14(1), 15(2)',
    sureness: 'verified',
  },
  {
    about: 'screening',
    rule: 'the biometrics on the chip of a document are compared with the live ones where possible',
    reason: 'A sample does not say where it comes from.',
    citation: '(EU) 2024/1356 Art 14',
    sureness: 'verified',
  },
];
