/** The power of ridges by direction against a plain Fourier sum, and against waves whose direction is known. */
import t from 'tap';
import { createRandom } from '../../testing/synthetic/random.js';
import type { GreyImage } from '../image/grey-image.js';
import { CELL_PX, type Foreground } from './mask-image.js';
import {
  DIRECTIONS,
  RINGS,
  ridgeDirections,
  SKIN_CELLS_MIN,
  SPREAD,
  STEP_PX,
  WAVES_MAX,
  WAVES_MIN,
  WINDOW_PX,
} from './ridge-directions.js';

const SIZE = { widthPx: 87, heightPx: 70 };

function skin(size: { readonly widthPx: number; readonly heightPx: number }): Foreground {
  const [columns, rows] = [Math.ceil(size.widthPx / 16) * 2, Math.ceil(size.heightPx / 16) * 2];
  return { columns, rows, probability: new Float32Array(columns * rows).fill(1) };
}

function image(at: (x: number, y: number) => number): GreyImage {
  const data = Float32Array.from({ length: SIZE.widthPx * SIZE.heightPx }, (_, pixel) =>
    at(pixel % SIZE.widthPx, Math.floor(pixel / SIZE.widthPx)),
  );
  return { ...SIZE, data };
}

/** Every wave of the half plane summed pixel by pixel. */
function plainPower(from: GreyImage, left: number, top: number): number[] {
  const power = new Array<number>(DIRECTIONS * RINGS).fill(0);
  const most = Math.floor(WAVES_MAX);
  for (let across = 0; across <= most; across++) {
    for (let down = across === 0 ? 1 : -most; down <= most; down++) {
      const waves = Math.hypot(across, down);
      if (waves < WAVES_MIN || waves > WAVES_MAX) continue;
      let [real, imaginary] = [0, 0];
      for (let y = 0; y < WINDOW_PX; y++) {
        for (let x = 0; x < WINDOW_PX; x++) {
          const hann = (pixel: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (pixel + 0.5)) / WINDOW_PX);
          const value = hann(x) * hann(y) * from.data[(top + y) * from.widthPx + left + x]!;
          const angle = (2 * Math.PI * (across * x + down * y)) / WINDOW_PX;
          real += value * Math.cos(angle);
          imaginary -= value * Math.sin(angle);
        }
      }
      const ring = Math.min(RINGS - 1, Math.floor(waves - WAVES_MIN));
      const place = ((Math.atan2(down, across) / Math.PI) * DIRECTIONS + DIRECTIONS) % DIRECTIONS;
      for (let direction = 0; direction < DIRECTIONS; direction++) {
        const off = Math.abs(direction - place);
        const share = Math.max(0, 1 - Math.min(off, DIRECTIONS - off) / SPREAD);
        power[direction * RINGS + ring]! += share * (real ** 2 + imaginary ** 2);
      }
    }
  }
  return power;
}

t.test('as a plain Fourier sum of each window', async (t) => {
  const random = createRandom('ridge-directions');
  const noise = image(() => random.normal(0.5));
  const { columns, rows, isOnSkin, power } = ridgeDirections(noise, skin(SIZE));
  t.same({ columns, rows }, { columns: 4, rows: 3 });
  for (let window = 0; window < columns * rows; window++) {
    t.equal(isOnSkin[window], 1);
    const expected = plainPower(noise, (window % columns) * STEP_PX, Math.floor(window / columns) * STEP_PX);
    const found = power.subarray(window * DIRECTIONS * RINGS, (window + 1) * DIRECTIONS * RINGS);
    const most = Math.max(...expected);
    expected.forEach((value, place) => {
      t.ok(Math.abs(value - found[place]!) < 1e-4 * most, `window ${window}, place ${place}`);
    });
  }
});

t.test('a wave is found in its direction', async (t) => {
  for (const direction of [0, 3, 6, 12, 18, 23]) {
    const angle = (direction * Math.PI) / DIRECTIONS;
    const wave = image((x, y) => Math.cos(((x * Math.cos(angle) + y * Math.sin(angle)) * 2 * Math.PI) / 4.5));
    const { power } = ridgeDirections(wave, skin(SIZE));
    const first = [...power.subarray(0, DIRECTIONS * RINGS)];
    const most = first.indexOf(Math.max(...first));
    t.equal(Math.floor(most / RINGS), direction);
    t.ok(
      Math.abs((most % RINGS) + 0.5 - (WINDOW_PX / 4.5 - WAVES_MIN)) <= 1,
      `direction ${direction}, its ring`,
    );
  }
});

t.test('windows with less skin are left out, at the limit and one cell below', async (t) => {
  const blank = image(() => 0);
  for (const cells of [SKIN_CELLS_MIN, SKIN_CELLS_MIN - 1]) {
    const foreground = skin(SIZE);
    const bare = (WINDOW_PX / CELL_PX) ** 2 - cells;
    for (let cell = 0; cell < bare; cell++) foreground.probability[cell] = 0.49;
    t.equal(ridgeDirections(blank, foreground).isOnSkin[0], cells >= SKIN_CELLS_MIN ? 1 : 0);
  }
});

t.test('an image smaller than a window has none', async (t) => {
  const tiny = { widthPx: 31, heightPx: 40, data: new Float32Array(31 * 40) };
  const { columns, rows, power } = ridgeDirections(tiny, skin(tiny));
  t.same({ columns, rows, power: power.length }, { columns: 0, rows: 1, power: 0 });
});
