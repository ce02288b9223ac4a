/** What each system keeps of one encounter beside identity and document: its own facts, told apart by `kind`. */
import { Type } from 'typebox';
import { eesAmendment, eesEntry, eesExit, eesRebuttal, eesRefusal, eesStayDecision } from './ees-facts.js';
import { authorisationEvent, travelAuthorisation } from './etias-facts.js';
import { dataSet, statusMessage } from './eurodac-facts.js';
import { alert } from './sis-facts.js';
import { visApplication, visDecision } from './vis-facts.js';
import { INCOMING, OUTGOING, type Words } from './words.js';

/** Facts a caller sends, by system: variants in the order of their kinds. */
export const FACTS_INPUT = factsShapes(INCOMING, 'Input');
/** Facts an answer holds. */
export const FACTS = factsShapes(OUTGOING, '');

function factsShapes<W extends Words>(words: W, suffix: string) {
  return {
    ees: Type.Union([
      eesEntry(words, suffix),
      eesExit(words, suffix),
      eesRefusal(words, suffix),
      eesStayDecision(words, suffix),
      eesRebuttal(words, suffix),
      eesAmendment(words, suffix),
    ]),
    vis: Type.Union([visApplication(words, suffix), visDecision(words, suffix)]),
    etias: Type.Union([travelAuthorisation(words, suffix), authorisationEvent(words, suffix)]),
    sis: alert(words, suffix),
    'ecris-tcn': Type.Union([
      Type.Object(
        {
          kind: Type.Literal('conviction-index'),
          convictingMemberState: words.country,
          referenceCode: words.text,
        },
        { ...words.options, title: `EcrisTcnFacts${suffix}` },
      ),
      Type.Object(
        { kind: Type.Literal('conviction-gone'), concerns: words.encounterId, goneOn: words.date },
        { ...words.options, title: `ConvictionGone${suffix}` },
      ),
    ]),
    eurodac: Type.Union([dataSet(words, suffix), statusMessage(words, suffix)]),
  };
}
