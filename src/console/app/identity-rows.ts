/**
 * Identity data of two records, field by field. Whether a category is the same, similar or different, and by which rule,
 * the hub says; a field that reads the same on both sides is not marked because another of its category differs. Pure.
 */
export type Likeness = 'same' | 'similar' | 'different';

export type Category = { readonly likeness: Likeness; readonly rules: readonly string[] };

/** What the console shows of a record, whatever its system. */
export type IdentityRecord = {
  readonly system: string;
  readonly subjectId: string;
  readonly memberState: string;
  readonly encounterAt: string;
  readonly identity: {
    readonly surnames: readonly string[];
    readonly givenNames: readonly string[];
    readonly otherNames?: readonly string[];
    readonly dateOfBirth: string;
    readonly dateOfBirthKnown?: string;
    readonly sex: string;
    readonly nationalities: readonly string[];
    readonly placeOfBirth?: string;
    readonly countryOfBirth?: string;
  };
  readonly travelDocument?: { readonly number: string; readonly issuingCountry: string };
};

const FIELDS = [
  'surnames',
  'givenNames',
  'otherNames',
  'dateOfBirth',
  'sex',
  'nationalities',
  'placeOfBirth',
  'countryOfBirth',
  'document',
] as const;
type Field = (typeof FIELDS)[number];

/** The document is no category of identity data: it is compared as it reads. */
const CATEGORY: Readonly<Record<Field, string>> = {
  surnames: 'names',
  givenNames: 'names',
  otherNames: 'names',
  dateOfBirth: 'date-of-birth',
  sex: 'sex',
  nationalities: 'nationality-and-birthplace',
  placeOfBirth: 'nationality-and-birthplace',
  countryOfBirth: 'nationality-and-birthplace',
  document: 'document',
};

export type IdentityRow = {
  readonly field: Field;
  readonly left: string;
  readonly right: string;
  readonly verdict: Likeness | 'absent';
  readonly rules: readonly string[];
};

export function identityRows(
  first: IdentityRecord,
  second: IdentityRecord,
  categories: Readonly<Record<string, Category>>,
): readonly IdentityRow[] {
  return FIELDS.flatMap((field) => {
    const [left, right] = [textOf(first, field), textOf(second, field)];
    if (left === '' && right === '') return [];
    return [{ field, left, right, ...judge(left, right, categories[CATEGORY[field]]) }];
  });
}

function judge(
  left: string,
  right: string,
  category: Category | undefined,
): Pick<IdentityRow, 'verdict' | 'rules'> {
  if (left === '' || right === '') return { verdict: 'absent', rules: [] };
  if (plain(left) === plain(right)) return { verdict: 'same', rules: [] };
  if (category?.likeness === 'similar') return { verdict: 'similar', rules: category.rules };
  // The category is the same by another of its fields, or by a format that does not count.
  if (category?.likeness === 'same') return { verdict: 'same', rules: [] };
  return { verdict: 'different', rules: [] };
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .trim();
}

function textOf({ identity, travelDocument }: IdentityRecord, field: Field): string {
  switch (field) {
    case 'document':
      return travelDocument ? `${travelDocument.number} (${travelDocument.issuingCountry})` : '';
    case 'dateOfBirth':
      return written(identity.dateOfBirth, identity.dateOfBirthKnown);
    case 'sex':
      return identity.sex;
    case 'placeOfBirth':
    case 'countryOfBirth':
      return identity[field] ?? '';
    default:
      return (identity[field] ?? []).join(', ');
  }
}

/** What is not known stands as X, as documents write it. */
function written(date: string, known: string | undefined): string {
  if (known === 'none') return '';
  if (known === 'year') return `${date.slice(0, 4)}-XX-XX`;
  return known === 'year-and-month' ? `${date.slice(0, 7)}-XX` : date;
}
