/**
 * Transliteration into the capital letters of the machine readable zone: ICAO Doc 9303 part 3, section 6, tables B
 * (Cyrillic) and C (Arabic), and for Greek, which has no table there, ISO 843 type 2 (ELOT 743), as Greek passports do. Table A (Latin letters) is in `identity-comparison`. Both tables give one spelling for each
 * letter; languages that spell a letter otherwise have that spelling too, so that a name has a few forms.
 */

const CYRILLIC: Readonly<Record<string, string>> = {
  А: 'A',
  Б: 'B',
  В: 'V',
  Г: 'G',
  Ґ: 'G',
  Ѓ: 'G',
  Д: 'D',
  Ђ: 'D',
  Е: 'E',
  Ё: 'E',
  Є: 'IE',
  Ж: 'ZH',
  З: 'Z',
  И: 'I',
  І: 'I',
  Ї: 'I',
  Й: 'I',
  Ј: 'J',
  К: 'K',
  Ќ: 'K',
  Л: 'L',
  Љ: 'LJ',
  М: 'M',
  Н: 'N',
  Њ: 'NJ',
  О: 'O',
  П: 'P',
  Р: 'R',
  С: 'S',
  Т: 'T',
  Ћ: 'C',
  У: 'U',
  Ў: 'U',
  Ф: 'F',
  Х: 'KH',
  Ц: 'TS',
  Ч: 'CH',
  Џ: 'DZ',
  Ш: 'SH',
  Щ: 'SHCH',
  Ъ: 'IE',
  Ы: 'Y',
  Ь: '',
  Э: 'E',
  Ю: 'IU',
  Я: 'IA',
  Ѣ: 'E',
  Ѳ: 'F',
  Ѵ: 'Y',
};

/** Where the table names a language that spells a letter in its own way: Belarusian, Serbian, Macedonian, Ukrainian, Bulgarian. */
const CYRILLIC_OTHERWISE: readonly Readonly<Record<string, string>>[] = [
  { Г: 'H', И: 'Y' },
  { Ж: 'Z', Х: 'H', Ц: 'C', Ч: 'C', Ш: 'S' },
  { Щ: 'SHT', Ъ: 'A', Ю: 'YU', Я: 'YA', Й: 'Y' },
];

/** As in table C; where it writes X before a letter to tell it from another, the form without is tried too. */
const ARABIC: Readonly<Record<string, string>> = {
  ء: 'XE',
  آ: 'XAA',
  أ: 'XAE',
  ؤ: 'U',
  إ: 'I',
  ئ: 'XI',
  ا: 'A',
  ب: 'B',
  ة: 'XTA',
  ت: 'T',
  ث: 'XTH',
  ج: 'J',
  ح: 'XH',
  خ: 'XKH',
  د: 'D',
  ذ: 'XDH',
  ر: 'R',
  ز: 'Z',
  س: 'S',
  ش: 'XSH',
  ص: 'XSS',
  ض: 'XDZ',
  ط: 'XTT',
  ظ: 'XZZ',
  ع: 'E',
  غ: 'G',
  ف: 'F',
  ق: 'Q',
  ك: 'K',
  ل: 'L',
  م: 'M',
  ن: 'N',
  ه: 'H',
  و: 'W',
  ى: 'XAY',
  ي: 'Y',
  ٱ: 'XXA',
  ٹ: 'XXT',
  پ: 'P',
  چ: 'XC',
  ڈ: 'XXD',
  ڑ: 'XXR',
  ژ: 'XJ',
  ک: 'XKK',
  گ: 'XG',
  ں: 'XNN',
  ھ: 'XDO',
  ہ: 'XXH',
  ی: 'XYH',
  ے: 'XYB',
  ۂ: 'XXG',
  ۃ: 'XTG',
};

const GREEK: Readonly<Record<string, string>> = {
  Α: 'A',
  Β: 'V',
  Γ: 'G',
  Δ: 'D',
  Ε: 'E',
  Ζ: 'Z',
  Η: 'I',
  Θ: 'TH',
  Ι: 'I',
  Κ: 'K',
  Λ: 'L',
  Μ: 'M',
  Ν: 'N',
  Ξ: 'X',
  Ο: 'O',
  Π: 'P',
  Ρ: 'R',
  Σ: 'S',
  Τ: 'T',
  Υ: 'Y',
  Φ: 'F',
  Χ: 'CH',
  Ψ: 'PS',
  Ω: 'O',
};

/** Two letters that are written as one sound. */
const GREEK_PAIRS: readonly (readonly [RegExp, string])[] = [
  [/ΟΥ/g, 'OU'],
  [/([ΑΕΗ])Υ(?=[ΑΒΓΔΕΖΗΛΙΜΝΟΡΩ])/g, '$1V'],
  [/([ΑΕΗ])Υ(?=[ΘΚΞΠΣΤΦΧΨ]|$| )/g, '$1F'],
  [/(^| )ΜΠ/g, '$1B'],
  [/ΓΓ/g, 'NG'],
  [/ΓΞ/g, 'NX'],
  [/ΓΧ/g, 'NCH'],
];

/** Signs of vowels and the lengthening stroke are not transliterated. */
const ARABIC_SIGNS = /[\u0640\u064B-\u065F\u0670]/gu;

/**
 * The forms of a name in capital Latin letters, most literal first; empty where nothing in it is Cyrillic, Arabic or Greek.
 * `name` is harmonised: capitals, single blanks.
 */
export function icaoForms(name: string): readonly string[] {
  const forms = new Set<string>();
  if (/\p{Script=Cyrillic}/u.test(name)) {
    const composed = name.normalize('NFC');
    for (const spelling of [{}, ...CYRILLIC_OTHERWISE])
      forms.add(spelt(composed, { ...CYRILLIC, ...spelling }));
  }
  if (/\p{Script=Arabic}/u.test(name)) {
    const bare = name.normalize('NFC').replace(ARABIC_SIGNS, '');
    const literal = spelt(bare, ARABIC);
    forms.add(literal);
    forms.add(literal.replaceAll('X', ''));
  }
  if (/\p{Script=Greek}/u.test(name)) {
    const bare = name.normalize('NFD').replace(/\p{M}/gu, '');
    forms.add(
      spelt(
        GREEK_PAIRS.reduce((form, [pair, latin]) => form.replace(pair, latin), bare),
        GREEK,
      ),
    );
  }
  return [...forms];
}

function spelt(name: string, table: Readonly<Record<string, string>>): string {
  return [...name].map((letter) => table[letter] ?? letter).join('');
}
