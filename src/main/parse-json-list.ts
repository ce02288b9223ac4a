/** The entries of a JSON list; `undefined` where the text is none, or one entry is not what it should be. */
export function parseJsonList<Entry>(
  text: string,
  parseEntry: (entry: Readonly<Record<string, unknown>>) => Entry | undefined,
): readonly Entry[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((entry: unknown) =>
    typeof entry === 'object' && entry !== null
      ? parseEntry(entry as Readonly<Record<string, unknown>>)
      : undefined,
  );
  return entries.every((each) => each !== undefined) ? entries : undefined;
}
