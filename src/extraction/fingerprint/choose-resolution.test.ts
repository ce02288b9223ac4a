import t from 'tap';
import { chooseResolution } from './choose-resolution.js';

t.test('the stated resolution wins, then the file; nothing is guessed', async (t) => {
  const square = (ppi: number) => ({ x: ppi, y: ppi });
  for (const [stated, inFile, expected] of [
    [500, undefined, 500],
    [undefined, square(500), 500],
    [569, square(72), 569],
    [undefined, undefined, 'resolution-missing'],
    [250, undefined, 250],
    [249, undefined, 'resolution-unsupported'],
    [1200, undefined, 1200],
    [1201, undefined, 'resolution-unsupported'],
    [undefined, square(72), 'resolution-unsupported'],
    [undefined, { x: 500, y: 504 }, 500],
    [undefined, { x: 500, y: 600 }, 'resolution-unsupported'],
  ] as const) {
    const chosen = chooseResolution(stated, inFile);
    t.equal(chosen.kind === 'ppi' ? chosen.ppi : chosen.defect, expected, JSON.stringify([stated, inFile]));
  }
});
