/**
 * Fields without which a record says too little (condition code M in the layouts of SP 500-290e3, clause 8), LEN and IDC
 * apart: `always`, and `withImage` those that describe the image where there is one.
 */
export const MANDATORY: Readonly<
  Record<number, { readonly always?: readonly number[]; readonly withImage?: readonly number[] }>
> = {
  1: { always: [2, 3, 4, 5, 7, 8, 9, 11, 12] },
  9: { always: [3, 4] },
  10: { always: [3, 4, 5], withImage: [6, 7, 8, 9, 10, 11, 12] },
  13: { always: [3, 4, 5, 13], withImage: [6, 7, 8, 9, 10, 11, 12] },
  14: { always: [4, 5, 13], withImage: [3, 6, 7, 8, 9, 10, 11, 12] },
  15: { always: [3, 4, 5, 13], withImage: [6, 7, 8, 9, 10, 11, 12] },
  16: { always: [3, 4, 5], withImage: [6, 7, 8, 9, 10, 11, 12] },
  17: { always: [3, 4, 5], withImage: [6, 7, 8, 9, 10, 11, 12, 13] },
  19: { always: [3, 4, 5, 13], withImage: [6, 7, 8, 9, 10, 11, 12] },
  98: { always: [3, 4, 5, 6] },
  99: { always: [4, 5, 100, 101, 103, 104, 999] },
};

/** Field of the capture or creation date, where a type has one. */
export const DATE_FIELDS: Readonly<Record<number, number>> = {
  1: 5,
  10: 5,
  13: 5,
  14: 5,
  15: 5,
  16: 5,
  17: 5,
  19: 5,
  20: 5,
  99: 5,
};
