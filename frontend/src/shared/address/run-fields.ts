/** A field of a run, a setting of its spec, or the error at a horizon, as the server spells it. */
const FIELD = /^(?=.{1,80}$)[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\([1-9]\d{0,2}\))?$/;
/** The mean of the last values of a series, such as `return/real.mean_last(10)`. */
const MEAN_LAST = /^(?=.{1,80}$)[a-z0-9_]+(\/[a-z0-9_]+)+\.mean_last\([1-9]\d?\)$/;

export function isField(text: string): boolean {
  return FIELD.test(text) || MEAN_LAST.test(text);
}
