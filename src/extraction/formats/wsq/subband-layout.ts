/**
 * Where the subbands of an image lie (IAFIS-IC-0110(V3) figures 4 and 5). A node is a rectangle of the image that one
 * step of the transform splits into four quarters; the 64 subbands are what is left after all twenty steps. Of an odd
 * length the low half takes one sample more; in a frequency-inverted node the high half comes first.
 */
export type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Node = Rectangle & {
  /** In every row the high half lies left of the low one. */
  readonly invertsRows: boolean;
  /** In every column the high half lies above the low one. */
  readonly invertsColumns: boolean;
};

export type SubbandLayout = {
  /** In the order in which the analysis splits them; the synthesis joins them backwards. */
  readonly nodes: readonly Node[];
  /** All 64; the last four are parts of one quarter that is never split. */
  readonly subbands: readonly Rectangle[];
};

/** Subbands that carry coefficients; 60 to 63 are never transmitted. */
export const CODED_SUBBANDS = 60;

const INVERTS_ROWS: readonly number[] = [2, 4, 7, 9, 11, 13, 16, 18];
const INVERTS_COLUMNS: readonly number[] = [3, 5, 8, 9, 12, 13, 17, 18];
const NORMAL = { invertsRows: false, invertsColumns: false };
const ROWS = { invertsRows: true, invertsColumns: false };
const COLUMNS = { invertsRows: false, invertsColumns: true };

export function layOutSubbands(widthPx: number, heightPx: number): SubbandLayout {
  const image: Rectangle = { x: 0, y: 0, width: widthPx, height: heightPx };
  const [low, right, below] = quarters(image, NORMAL);
  const [lowLow, lowRight, lowBelow] = quarters(low, NORMAL);
  const lowest = quarters(lowLow, NORMAL);
  const rectangles = [
    ...[image, low, right, below, lowRight, lowBelow],
    ...quarters(lowRight, ROWS),
    ...quarters(lowBelow, COLUMNS),
    ...[lowLow, ...lowest, quarters(lowest[0], NORMAL)[0]],
  ];
  return {
    nodes: rectangles.map((rectangle, index) => ({
      ...rectangle,
      invertsRows: INVERTS_ROWS.includes(index),
      invertsColumns: INVERTS_COLUMNS.includes(index),
    })),
    subbands: [
      ...quarters(quarters(lowest[0], NORMAL)[0], NORMAL),
      ...sixteenths(lowLow, NORMAL).slice(1),
      ...sixteenths(lowRight, ROWS),
      ...sixteenths(lowBelow, COLUMNS),
      // The first three of these sixteenths are the rectangles split above.
      ...sixteenths(image, NORMAL).slice(3),
    ],
  };
}

type Inversion = typeof NORMAL;
type Quarters = readonly [Rectangle, Rectangle, Rectangle, Rectangle];
type Span = { readonly at: number; readonly length: number };

/** Top left, top right, bottom left, bottom right. */
function quarters({ x, y, width, height }: Rectangle, inversion: Inversion): Quarters {
  const [left, right] = halves({ at: x, length: width }, inversion.invertsRows);
  const [top, bottom] = halves({ at: y, length: height }, inversion.invertsColumns);
  return [crossing(left, top), crossing(right, top), crossing(left, bottom), crossing(right, bottom)];
}

/** The quarters of every quarter; the second split of a second half is inverted. */
function sixteenths(rectangle: Rectangle, inversion: Inversion): readonly Rectangle[] {
  return quarters(rectangle, inversion).flatMap((quarter, index) =>
    quarters(quarter, { invertsRows: (index & 1) === 1, invertsColumns: index >= 2 }),
  );
}

function halves({ at, length }: Span, inverted: boolean): readonly [Span, Span] {
  const first = (length + (inverted ? 0 : 1)) >> 1;
  return [
    { at, length: first },
    { at: at + first, length: length - first },
  ];
}

function crossing(columns: Span, rows: Span): Rectangle {
  return { x: columns.at, y: rows.at, width: columns.length, height: rows.length };
}
