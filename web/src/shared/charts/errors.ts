/** The last part of a path like `cards[2].by`: where in the card's dialog an error belongs. */
export const errorsOf = (fields: { field: string; message: string }[]): Record<string, string> => Object.fromEntries(fields.map((one) => [one.field.split('.').pop() ?? '', one.message]))
