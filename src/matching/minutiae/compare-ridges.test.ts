import t from 'tap';
import { NO_RIDGES, type RidgeField, WAVE_PERIODS_PIXELS } from '../../domain/minutiae-template.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { BLOCK_CELLS, compareRidges } from './compare-ridges.js';
import { movementNear, type PairedPlaces } from './local-movement.js';
import { fitMovement, type Movement } from './movement.js';

const SEED = 20261127;
const COLUMNS = 37;
const ROWS = 42;

/** About which fingers are turned. */
const MIDDLE = { x: 150, y: 170 };

type Point = { readonly x: number; readonly y: number };

t.test('what is read from the ridges equals the naive reading', async (test) => {
  const random = seededRandom(SEED);
  for (let draw = 0; draw < 12; draw++) {
    const [probe, reference] = [drawnField(random), drawnField(random)];
    const turn = 2 * Math.PI * random();
    const pairs = Array.from({ length: 3 + draw }, () => {
      const from = { x: 300 * random(), y: 330 * random() };
      const to = turned(from, turn);
      return { from, to: { x: to.x + 12 * random(), y: to.y + 12 * random() } };
    });
    const near = laid(pairs);
    const [read, naive] = [compareRidges(probe, reference, near), naiveComparison(probe, reference, near)];
    test.ok(Math.abs(read.ridgesApart - naive.ridgesApart) < 1e-6, `${read.ridgesApart} of draw ${draw}`);
    test.equal(read.coherence.length, naive.blocks.length, `blocks of draw ${draw}`);
    for (const [index, { coherence, share }] of naive.blocks.entries()) {
      if (Math.abs(read.coherence[index]! - coherence) > 1e-6)
        test.fail(`coherence ${index} of draw ${draw}`);
      if (Math.abs(read.share[index]! - share) > 1e-6) test.fail(`share ${index} of draw ${draw}`);
    }
  }
});

t.test('ridges of one finger go together however it lies, those of two do not', async (test) => {
  const whorl = { centre: { x: 140, y: 170 }, period: 9 };
  const reference = ringsUnder(whorl, { turn: 0, shiftX: 0, shiftY: 0 });
  for (const placement of [
    { turn: 0, shiftX: 0, shiftY: 0 },
    { turn: 0.7, shiftX: 11, shiftY: -6 },
    { turn: Math.PI, shiftX: 3.3, shiftY: 1 },
    { turn: -1.6, shiftX: -9, shiftY: 14 },
  ]) {
    const probe = ringsUnder(whorl, placement);
    const { coherence, ridgesApart } = compareRidges(probe, reference, underOne(placement));
    test.ok(coherence.length > 30, `${coherence.length} blocks`);
    test.ok(mean(coherence) > 0.93, `${mean(coherence)} turned by ${placement.turn}`);
    test.ok(ridgesApart < 0.02, `${ridgesApart}`);
  }
  const still = { turn: 0, shiftX: 0, shiftY: 0 };
  const others = { 'narrower ridges': { ...whorl, period: 7.5 }, 'wider ridges': { ...whorl, period: 11 } };
  for (const [what, other] of Object.entries(others)) {
    const { coherence, ridgesApart } = compareRidges(ringsUnder(other, still), reference, underOne(still));
    test.ok(mean(coherence) < 0.5, `${what}: ${mean(coherence)}`);
    test.ok(ridgesApart < 0.02, `${what} run alike: ${ridgesApart}`);
  }
});

t.test('nothing in common is nothing to compare', async (test) => {
  const whorl = { centre: { x: 140, y: 170 }, period: 9 };
  const field = ringsUnder(whorl, { turn: 0, shiftX: 0, shiftY: 0 });
  const { coherence, share, ridgesApart } = compareRidges(
    field,
    field,
    underOne({ turn: 0, shiftX: 5000, shiftY: 0 }),
  );
  test.same([coherence.length, share.length, ridgesApart], [0, 0, 1]);
});

function drawnField(random: () => number): RidgeField {
  const orientation = Uint8Array.from({ length: COLUMNS * ROWS }, () =>
    random() < 0.3 ? NO_RIDGES : Math.floor(255 * random()),
  );
  const wave = orientation.map((each) => (each === NO_RIDGES ? 0 : Math.floor(256 * random())));
  return { columns: COLUMNS, rows: ROWS, orientation, wave };
}

type Placement = { readonly turn: number; readonly shiftX: number; readonly shiftY: number };

/** Counter-clockwise, y down. */
function turned({ x, y }: Point, turn: number): Point {
  const [dx, dy] = [x - MIDDLE.x, y - MIDDLE.y];
  return {
    x: MIDDLE.x + Math.cos(turn) * dx + Math.sin(turn) * dy,
    y: MIDDLE.y - Math.sin(turn) * dx + Math.cos(turn) * dy,
  };
}

/** Where a place of a finger comes to lie. */
function placed(point: Point, { turn, shiftX, shiftY }: Placement): Point {
  const { x, y } = turned(point, turn);
  return { x: x + shiftX, y: y + shiftY };
}

/** Circles around a centre, as an impression that lies so; darkest at whole periods from it. */
function ringsUnder(
  { centre, period }: { readonly centre: Point; readonly period: number },
  placement: Placement,
): RidgeField {
  const at = placed(centre, placement);
  const orientation = new Uint8Array(COLUMNS * ROWS);
  const index = WAVE_PERIODS_PIXELS.findIndex((each) => each * 1.032 > period);
  const wave = new Uint8Array(COLUMNS * ROWS);
  for (let cell = 0; cell < orientation.length; cell++) {
    const [dx, dy] = [8 * (cell % COLUMNS) + 3.5 - at.x, 8 * Math.floor(cell / COLUMNS) + 3.5 - at.y];
    const outwards = Math.atan2(-dy, dx);
    const part = Math.round(((outwards + Math.PI / 2) * 255) / Math.PI);
    orientation[cell] = ((part % 255) + 255) % 255;
    const own = (orientation[cell]! * Math.PI) / 255;
    const sign = Math.sin(own) * dx + Math.cos(own) * dy > 0 ? 1 : -1;
    const turns = (sign * Math.hypot(dx, dy)) / period;
    wave[cell] = ((Math.round(16 * turns) & 15) << 4) | index;
  }
  return { columns: COLUMNS, rows: ROWS, orientation, wave };
}

/** Pairs that lie as a finger does that is put back. */
function underOne(placement: Placement) {
  const corners = [
    { x: 40, y: 60 },
    { x: 250, y: 80 },
    { x: 60, y: 290 },
    { x: 240, y: 260 },
    { x: 150, y: 170 },
  ];
  return laid(corners.map((to) => ({ from: placed(to, placement), to })));
}

function laid(pairs: readonly { readonly from: Point; readonly to: Point }[]): {
  readonly places: PairedPlaces;
  readonly movement: Movement;
} {
  const places = {
    count: pairs.length,
    fromX: Float64Array.from(pairs, ({ from }) => from.x),
    fromY: Float64Array.from(pairs, ({ from }) => from.y),
    toX: Float64Array.from(pairs, ({ to }) => to.x),
    toY: Float64Array.from(pairs, ({ to }) => to.y),
  };
  const side = (x: Float64Array, y: Float64Array) => ({
    count: pairs.length,
    source: new Uint16Array(pairs.length),
    x,
    y,
    direction: new Uint8Array(pairs.length),
  });
  const movement = fitMovement(
    side(places.fromX, places.fromY),
    side(places.toX, places.toY),
    pairs.map((_, index) => ({ probe: index, reference: index })),
  );
  return { places, movement };
}

/** In the words of `compareRidges`, cell by cell, with the functions of mathematics. */
function naiveComparison(
  probe: RidgeField,
  reference: RidgeField,
  { places, movement }: { readonly places: PairedPlaces; readonly movement: Movement },
) {
  const common = Math.atan2(movement.sine, movement.cosine);
  const nodeAt = (column: number, row: number): Point => {
    const from = { x: 32 * column + 3.5, y: 32 * row + 3.5 };
    const near = movementNear(places, { ...from, except: -1 }, movement);
    const angle = Math.atan2(near.sine, near.cosine);
    const [dx, dy] = [from.x - near.fromX, from.y - near.fromY];
    return {
      x: near.toX + Math.cos(angle) * dx + Math.sin(angle) * dy,
      y: near.toY - Math.sin(angle) * dx + Math.cos(angle) * dy,
    };
  };
  const between = (from: Point, to: Point, share: number): Point => ({
    x: from.x + share * (to.x - from.x),
    y: from.y + share * (to.y - from.y),
  });
  const cosines: number[] = [];
  const blocks = new Map<number, number[]>();
  for (let row = 0; row < probe.rows; row++) {
    for (let column = 0; column < probe.columns; column++) {
      const own = probe.orientation[row * probe.columns + column]!;
      if (own === NO_RIDGES) continue;
      const [left, top] = [Math.floor(column / 4), Math.floor(row / 4)];
      const [right, down] = [column / 4 - left, row / 4 - top];
      const at = between(
        between(nodeAt(left, top), nodeAt(left + 1, top), right),
        between(nodeAt(left, top + 1), nodeAt(left + 1, top + 1), right),
        down,
      );
      const [atColumn, atRow] = [Math.floor((at.x + 0.5) / 8), Math.floor((at.y + 0.5) / 8)];
      if (atColumn < 0 || atRow < 0 || atColumn >= reference.columns || atRow >= reference.rows) continue;
      const cell = atRow * reference.columns + atColumn;
      const other = reference.orientation[cell]!;
      if (other === NO_RIDGES) continue;
      const turn = (Math.PI * (own - other)) / 255 + common;
      cosines.push(Math.cos(2 * turn));
      const [dx, dy] = [at.x - 8 * atColumn - 3.5, at.y - 8 * atRow - 3.5];
      const across = (Math.PI * other) / 255;
      const wave = reference.wave[cell]!;
      const there =
        (wave >> 4) / 16 + (Math.sin(across) * dx + Math.cos(across) * dy) / WAVE_PERIODS_PIXELS[wave & 15]!;
      const here = (probe.wave[row * probe.columns + column]! >> 4) / 16;
      const difference = Math.floor(256 * (Math.cos(turn) < 0 ? here + there : here - there) + 0.5) / 256;
      const block = 1000 * Math.floor(row / BLOCK_CELLS) + Math.floor(column / BLOCK_CELLS);
      blocks.set(block, [...(blocks.get(block) ?? []), difference]);
    }
  }
  const inOrder = [...blocks].sort(([a], [b]) => a - b).filter(([, turns]) => turns.length >= 0.4 * 16);
  return {
    ridgesApart: 1 - mean(cosines),
    blocks: inOrder.map(([, turns]) => ({
      coherence: Math.hypot(
        mean(turns.map((each) => Math.cos(2 * Math.PI * each))),
        mean(turns.map((each) => Math.sin(2 * Math.PI * each))),
      ),
      share: turns.length / 16,
    })),
  };
}

function mean(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
