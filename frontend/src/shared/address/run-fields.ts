/** A field of a run, a setting of its spec, or the error at a horizon, as the server spells it. */
const FIELD = /^(?=.{1,80}$)[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\([1-9]\d{0,2}\))?$/;

export function isField(text: string): boolean {
  return FIELD.test(text);
}
