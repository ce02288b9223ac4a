import t from 'tap';
import type { PairRelation } from '../law/link-table.js';
import { type JudgedLink, staysConcluded } from './stays-concluded.js';

const relation = (
  biometrics: PairRelation['biometrics'],
  identity: PairRelation['identity'],
  document: PairRelation['document'],
): PairRelation => ({ biometrics, identity, document });
const concluded = (known: PairRelation): JudgedLink => ({ origin: 'manual', relation: known });

t.test(
  'a conclusion stays where what it rested on has gone, and falls where data speak against it',
  async (t) => {
    const byFace = concluded(relation('same', 'different', 'absent'));
    const byName = concluded(relation('different', 'same', 'absent'));
    const byDocument = concluded(relation('not-comparable', 'different', 'same'));
    const cases = [
      [byFace, relation('not-comparable', 'different', 'absent'), true, 'the face is erased'],
      [byFace, relation('different', 'different', 'absent'), false, 'other biometrics are of somebody else'],
      [byName, relation('not-comparable', 'same', 'different'), true, 'the fingerprints are erased'],
      [byName, relation('not-comparable', 'different', 'absent'), false, 'the name was another'],
      [byDocument, relation('not-comparable', 'different', 'absent'), true, 'the document is erased'],
      [byDocument, relation('not-comparable', 'different', 'different'), false, 'the document was another'],
    ] as const;
    for (const [known, left, expected, why] of cases) {
      t.equal(staysConcluded(known, left), expected, why);
      t.notOk(staysConcluded({ ...known, origin: 'automatic' }, left), 'nobody concluded anything');
      const reopened = { ...known, origin: 'automatic', reopenedFrom: 'green' } as const;
      t.equal(staysConcluded(reopened, left), expected, `${why}, and a second operator is waited for`);
    }
  },
);
