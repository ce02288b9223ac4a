import t from 'tap';
import type { Purpose } from '../authorities.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import { withoutLatentSearch } from './latent-search-table.js';

const ROWS: readonly (readonly [Purpose, readonly SystemId[], refused: readonly SystemId[]])[] = [
  ['law-enforcement', ['ees', 'vis', 'etias', 'eurodac', 'sis'], []],
  ['law-enforcement', ['sis', 'ecris-tcn'], ['ecris-tcn']],
  ['alert-management', ['sis'], []],
  ['alert-management', ['ees'], ['ees']],
  ['border-check', SYSTEMS, SYSTEMS.filter((system) => system !== 'etias')],
  ['asylum-procedure', ['eurodac'], ['eurodac']],
  ['police-identification', ['sis'], ['sis']],
];

t.test('who searches which systems by a latent print', async (t) => {
  for (const [purpose, systems, refused] of ROWS) {
    const found = withoutLatentSearch(purpose, systems).map(({ system }) => system);
    t.same(found, refused, `${purpose}: ${systems.join(', ')}`);
  }
});
