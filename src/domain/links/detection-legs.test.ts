import t from 'tap';
import { DETECTION_LEG_ROWS } from '../law/detection-table.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import { canBeLinked, isComparedBy } from './relate-data-sets.js';

t.test('each leg of detection compares the systems its row names', async (t) => {
  const isSis = (system: SystemId) => system === 'sis';
  for (const a of SYSTEMS) {
    for (const b of SYSTEMS) {
      const pair = `${a}, ${b}`;
      t.equal(isComparedBy('identity', a, b), isSis(a) !== isSis(b), `identity data: ${pair}`);
      for (const leg of ['biometrics', 'document'] as const)
        t.equal(isComparedBy(leg, a, b), a !== b, `${leg}: ${pair}`);
      t.equal(canBeLinked(a, b), a !== b, pair);
    }
  }
  t.equal(DETECTION_LEG_ROWS.red.stays, 'red', 'no comparison changes what an authority found unjustified');
});
