/** The form's fields, read from the spec's JSON schema: nothing about a field is written twice. */

import { OFF, ON, showValue } from "@/features/launch/draft/field-values";

export interface SpecField {
  /** Dotted path in the spec, as on the command line. */
  path: string;
  /** The part of the spec it belongs to; empty for the top level. */
  group: string;
  title: string;
  unit: string;
  description: string;
  source: string;
  /** The names it may have, where it has a closed set. */
  choices: string[];
  /** What a choice says in a menu, where that is more than its name. */
  titles: Record<string, string>;
  /** How its names read side by side, where they read differently. */
  names: Readonly<Record<string, string>>;
  /** What a value of each kind begins with, where there are several kinds. */
  examples: Readonly<Record<string, unknown>>;
  /** Bounds in words: "1 to 64". */
  allowed: string;
  /** Whether it may be left empty, which is a value of its own: not set. */
  optional: boolean;
  /** The default as text. */
  standard: string;
}

export interface JsonSchema {
  $defs?: Record<string, JsonSchema>;
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  title?: string;
  description?: string;
  unit?: string;
  source?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  type?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

const HIDDEN = new Set(["spec_version", "seed"]);

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = schema.$ref?.split("/").at(-1);
  const target = name === undefined ? undefined : root.$defs?.[name];
  return target === undefined ? schema : { ...target, ...schema };
}

function branches(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
}

function choicesOf(schema: JsonSchema): string[] {
  if (schema.type === "boolean") return [OFF, ON];
  if (schema.enum) return schema.enum.map(String);
  if (schema.const !== undefined) return [showValue(schema.const)];
  const inner = branches(schema);
  return inner.length > 0 && inner.every((branch) => branch.enum) ? inner.flatMap(choicesOf) : [];
}

function bounds(schema: JsonSchema): string {
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  if (low !== undefined && high !== undefined)
    return `${String(low)} to ${high.toLocaleString("en")}`;
  if (low !== undefined) return `at least ${String(low)}`;
  return "";
}

function allowedOf(schema: JsonSchema): string {
  const parts = [schema, ...branches(schema)].flatMap((branch) => {
    const names = branch.const === undefined ? "" : showValue(branch.const);
    const none = branch.type === "null" ? "empty for not set" : "";
    return [bounds(branch), names, none].filter((part) => part !== "");
  });
  return parts.join(", or ");
}

function fieldOf(group: string, name: string, schema: JsonSchema): SpecField {
  return {
    path: group === "" ? name : `${group}.${name}`,
    group,
    title: schema.title ?? name,
    unit: schema.unit ?? "",
    description: schema.description ?? "",
    source: schema.source ?? "",
    choices: choicesOf(schema),
    titles: {},
    names: {},
    examples: {},
    allowed: allowedOf(schema),
    optional: branches(schema).some((branch) => branch.type === "null"),
    standard: schema.default === undefined ? "" : showValue(schema.default),
  };
}

/** Every field of the spec in its own order, except the version and the seed, which the form asks for apart. */
export function specFields(root: JsonSchema): SpecField[] {
  return Object.entries(root.properties ?? {}).flatMap(([name, property]) => {
    if (HIDDEN.has(name)) return [];
    const part = resolved(property, root);
    if (!part.properties) return [fieldOf("", name, part)];
    return Object.entries(part.properties).map(([field, schema]) =>
      fieldOf(name, field, resolved(schema, root)),
    );
  });
}
