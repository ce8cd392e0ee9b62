import { Problem, sentenceOf } from "@/client/problem";

/** What is wrong with a field, by the server's answer. */
export function refusedField(error: Error | null, field: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  return error.fields.find((each) => each.field === field)?.message;
}

/** What the server refused, unless it said so of fields that show it themselves. */
export function Refused({ error }: { error: Error | null }) {
  if (error === null || (error instanceof Problem && error.fields.length > 0)) return null;
  const { title, detail } = sentenceOf(error);
  return (
    <p role="alert" style={{ color: "var(--danger)", margin: 0 }}>
      {title}. {detail}
    </p>
  );
}
