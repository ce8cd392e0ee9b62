import { Problem } from "@/client/problem";

export interface Refusal {
  /** What is wrong with the name; null when nothing is. */
  name: string | null;
  title: string | null;
  /** What is wrong with the spec. */
  spec: string | null;
  /** The name is another preset's, which can be replaced. */
  isTaken: boolean;
  /** What went wrong instead, when nothing that was written is to blame. */
  failure: Error | null;
}

const NONE: Refusal = { name: null, title: null, spec: null, isTaken: false, failure: null };

/** Why a preset was not kept, by the field that can mend it. */
export function refusalOf(error: Error | null, name: string): Refusal {
  if (error === null) return NONE;
  if (!(error instanceof Problem)) return { ...NONE, failure: error };
  if (error.status === 409) {
    const words = `${name} is taken. Choose another name, or replace that preset.`;
    return { ...NONE, name: words, isTaken: true };
  }
  const told = (field: string) =>
    error.fields.find((refused) => refused.field === field || refused.field.startsWith(`${field}.`))
      ?.message ?? null;
  const refusal = { ...NONE, name: told("name"), title: told("title"), spec: told("spec") };
  const isNamed = refusal.name !== null || refusal.title !== null || refusal.spec !== null;
  return isNamed ? refusal : { ...NONE, failure: error };
}
