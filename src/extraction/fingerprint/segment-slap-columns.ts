/**
 * Which way the fingers of a slap point, and where each lies across that way. Parallel fingers, seen along their
 * direction, fall into narrow columns: the direction is the one with the narrowest. A column too wide for one finger is
 * two that touch, and is divided where it is thinnest.
 */

/** Centres of cells that show skin, in millimetres, x to the right and y down. */
export type SkinCells = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** For each cell the connected patch of skin it belongs to. */
  readonly patch: Int32Array;
};

export type SlapColumns = {
  /** Radians clockwise from straight up, the way the fingers point. */
  readonly angle: number;
  /** For each cell its column, from left to right as the fingers see it; -1 where it is in none. */
  readonly columnOf: Int8Array;
  readonly count: number;
};

const BIN_MM = 0.5;
const ANGLE_MAX = Math.PI / 4;
/** A direction that no single finger shows is believed this far from upright only. */
const GUESSED_MAX = Math.PI / 9;
const COARSE_STEP = Math.PI / 36;
const FINE_STEP = Math.PI / 180;
/** Narrower is no finger: half the width of a child's little finger. */
const COLUMN_MM_MIN = 5;
/** Wider is more than one: a broad thumb has 25 mm. */
const COLUMN_MM_MAX = 26;
/** Share of the fullest column that a place between two fingers may still have. */
const VALLEY_SHARE = 0.12;
const COLUMNS_MAX = 10;

/** `angle`: where `handAngles` says that the fingers point, or a guess. */
export function findColumns(
  cells: SkinCells,
  angle: number,
  options: { readonly fingerMmMax?: number } = {},
): SlapColumns {
  const profile = profileOf(cells, angle);
  const runs = runsOf(profile).flatMap((run) => divided(profile, run, options.fingerMmMax ?? COLUMN_MM_MAX));
  const kept = runs.filter(({ first, end }) => (end - first) * BIN_MM >= COLUMN_MM_MIN).slice(0, COLUMNS_MAX);
  const columnOf = Int8Array.from(cells.x, (x, index) => {
    const bin = Math.floor((across(x, cells.y[index]!, angle) - profile.startMm) / BIN_MM);
    return kept.findIndex(({ first, end }) => bin >= first && bin < end);
  });
  return { angle, columnOf, count: kept.length };
}

/** Place across the fingers. */
export function across(x: number, y: number, angle: number): number {
  return x * Math.cos(angle) + y * Math.sin(angle);
}

/** Place along the fingers, from the tips down. */
export function along(x: number, y: number, angle: number): number {
  return -x * Math.sin(angle) + y * Math.cos(angle);
}

/**
 * Where the fingers may point: the direction of patches that are each one finger, made finer; where fingers touch and
 * there are none, directions near upright, the uppermost first.
 */
export function handAngles(cells: SkinCells): readonly number[] {
  const start = patchAngle(cells);
  if (start !== undefined) return [narrowestAngle(cells, start)];
  const steps = Math.round(GUESSED_MAX / COARSE_STEP);
  return Array.from({ length: 2 * steps + 1 }, (_, index) => {
    const away = Math.ceil(index / 2) * COARSE_STEP;
    return index % 2 === 0 ? away : -away;
  });
}

function narrowestAngle(cells: SkinCells, start: number): number {
  let [angle, most] = [start, -1];
  for (let tried = start - COARSE_STEP; tried <= start + COARSE_STEP + 1e-9; tried += FINE_STEP) {
    const concentration = profileOf(cells, tried).bins.reduce((sum, bin) => sum + bin * bin, 0);
    if (concentration > most) [angle, most] = [tried, concentration];
  }
  return angle;
}

/** A patch of one finger is this much longer than wide, and no wider than one. */
const PATCH_ELONGATION_MIN = 1.35;
const PATCH_MM2_MIN = 60;

/** The middle of the directions of patches that are each one finger, by their areas. */
function patchAngle(cells: SkinCells): number | undefined {
  const patches = new Map<number, number[]>();
  for (const [index, patch] of cells.patch.entries()) {
    const own = patches.get(patch);
    // Kept and added to: a slap that is one patch has tens of thousands of cells.
    if (own === undefined) patches.set(patch, [index]);
    else own.push(index);
  }
  const angles: { readonly angle: number; readonly weight: number }[] = [];
  for (const own of patches.values()) {
    const { angle, lengthMm, widthMm } = axesOf(cells, own);
    const isFinger =
      lengthMm >= PATCH_ELONGATION_MIN * widthMm &&
      widthMm <= COLUMN_MM_MAX &&
      lengthMm * widthMm >= PATCH_MM2_MIN &&
      Math.abs(angle) <= ANGLE_MAX;
    if (isFinger) angles.push({ angle, weight: own.length });
  }
  angles.sort((a, b) => a.angle - b.angle);
  const half = angles.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  return angles.find(({ weight }) => {
    sum += weight;
    return sum >= half;
  })?.angle;
}

export type Axes = {
  /** Of the long axis, radians clockwise from straight up, -pi/2 to pi/2. */
  readonly angle: number;
  /** Sides of the rectangle of equal moments. */
  readonly lengthMm: number;
  readonly widthMm: number;
};

/** Of the cells of these indices, by their second moments. */
export function axesOf(cells: Pick<SkinCells, 'x' | 'y'>, own: readonly number[]): Axes {
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (const index of own) {
    x += cells.x[index]! / own.length;
    y += cells.y[index]! / own.length;
  }
  for (const index of own) {
    const [dx, dy] = [cells.x[index]! - x, cells.y[index]! - y];
    xx += (dx * dx) / own.length;
    yy += (dy * dy) / own.length;
    xy += (dx * dy) / own.length;
  }
  const [mean, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  // The long axis from the x axis, y down; a quarter turn less from straight up.
  const axis = Math.atan2(2 * xy, xx - yy) / 2 + Math.PI / 2;
  return {
    angle: axis > Math.PI / 2 ? axis - Math.PI : axis,
    lengthMm: Math.sqrt(12 * (mean + half)),
    widthMm: Math.sqrt(12 * Math.max(0, mean - half)),
  };
}

type Profile = { readonly startMm: number; readonly bins: Float64Array };

/** How many cells lie at each place across, each smeared over its width. */
function profileOf({ x, y }: SkinCells, angle: number): Profile {
  const places = Float64Array.from(x, (each, index) => across(each, y[index]!, angle));
  const startMm = places.reduce((least, place) => Math.min(least, place), Infinity) - 2;
  const endMm = places.reduce((most, place) => Math.max(most, place), -Infinity) + 2;
  const bins = new Float64Array(Math.ceil((endMm - startMm) / BIN_MM) + 1);
  for (const place of places) {
    const at = (place - startMm) / BIN_MM - 0.5;
    const left = Math.floor(at);
    bins[left - 1]! += 0.25;
    bins[left]! += 0.5 - 0.25 * (at - left);
    bins[left + 1]! += 0.25 + 0.25 * (at - left);
  }
  return { startMm, bins };
}

type Run = { readonly first: number; readonly end: number };

function runsOf({ bins }: Profile): readonly Run[] {
  const least = VALLEY_SHARE * bins.reduce((most, bin) => Math.max(most, bin), 0);
  const runs: Run[] = [];
  for (let bin = 0; bin < bins.length; bin++) {
    if (bins[bin]! <= least) continue;
    const first = bin;
    while (bin < bins.length && bins[bin]! > least) bin++;
    runs.push({ first, end: bin });
  }
  return runs;
}

/** Fingers that touch: divided at the thinnest place that leaves a finger on both sides, as often as it takes. */
function divided({ bins }: Profile, run: Run, fingerMmMax: number): readonly Run[] {
  if ((run.end - run.first) * BIN_MM <= fingerMmMax) return [run];
  const margin = Math.ceil((1.4 * COLUMN_MM_MIN) / BIN_MM);
  let thinnest = -1;
  for (let bin = run.first + margin; bin < run.end - margin; bin++) {
    if (thinnest === -1 || bins[bin]! < bins[thinnest]!) thinnest = bin;
  }
  if (thinnest === -1) return [run];
  return [
    ...divided({ startMm: 0, bins }, { first: run.first, end: thinnest }, fingerMmMax),
    ...divided({ startMm: 0, bins }, { first: thinnest, end: run.end }, fingerMmMax),
  ];
}
