// Long regular expressions on several lines. Pure.

/** White space in the template means nothing (a blank of the text is `\s`), in the values it counts; upper and lower case are the same. */
export function pattern(template: TemplateStringsArray, ...values: readonly string[]): RegExp {
  const raw = template.raw.map((part) => part.replace(/\s+/g, ''));
  return new RegExp(String.raw({ raw }, ...values), 'i');
}
