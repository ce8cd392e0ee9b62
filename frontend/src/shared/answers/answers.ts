/** Answers to what the page asks, out of what was published. */

import type { Publication } from "@/client/transport";
import type { Figure } from "@/shared/figures/figure-theme";

import { fullName, nameOf, type Naming, nearestHorizon, PART } from "./addresses";
import { figureFile } from "./figure-file";
import { lettersOf, partOf } from "./part";

/** What the files of a published page hold. */
export interface Files {
  /** What a file holds. Rejected where it cannot be loaded. */
  bytes: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** The same as text. */
  text: (name: string) => Promise<string>;
}

/** Where an answer lies: in which file, from which byte, how many, and of which kind. */
type Place = readonly [file: string, from: number, length: number, type: string];

/** Where a column of numbers lies: figures name it by its number, as most of them share theirs. */
type ColumnPlace = readonly [file: string, from: number, length: number];

export interface Contents extends Naming {
  publication: Publication;
  answers: Readonly<Record<string, Place>>;
  columns: readonly ColumnPlace[];
}

const JSON_TYPE = "application/json";
const COLUMN = /"bdata":"#(\d+)"/g;
const HTML_FIGURE = /^(figures\/[^?]+)\.html(?=\?|$)/;
const NOT_PUBLISHED = {
  type: "/problems/not-published",
  title: "This choice was not published",
  status: 422,
  detail:
    "A published page holds the answers to the usual choices, not to every mixture of them. Take another one, or go back to the page as it was published.",
  errors: [],
};

export class Answers {
  private readonly files: Files;
  private readonly contents: Contents;

  constructor(files: Files, contents: Contents) {
    this.files = files;
    this.contents = contents;
  }

  /** The answer that the server gave when the page was published. */
  readonly answer = async ({ url }: Request): Promise<Response> => {
    const asked = new URL(url);
    const name = nameOf(asked, this.contents);
    const figure = HTML_FIGURE.exec(name);
    if (figure !== null) return this.file(name.replace(HTML_FIGURE, "$1"));
    const part = PART.map((each) => Number(asked.searchParams.get(each)));
    const isPart = PART.every((each) => asked.searchParams.has(each));
    const full = isPart ? this.contents.answers[fullName(name)] : undefined;
    if (full !== undefined) return this.part(full, [part[0] ?? 0, part[1] ?? 0]);
    const place = this.placeOf(name);
    return place === undefined ? refusal() : this.found(place);
  };

  private placeOf(name: string): Place | undefined {
    const { answers } = this.contents;
    const near = () => nearestHorizon(name, Object.keys(answers));
    return answers[name] ?? answers[near() ?? ""];
  }

  private async bytes([file, from, length]: Place | ColumnPlace): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.files.bytes(file)).subarray(from, from + length);
  }

  /** An answer as the server gave it: with its columns of numbers in it again. */
  private async text(place: Place): Promise<string> {
    const text = new TextDecoder().decode(await this.bytes(place));
    const numbers = new Set([...text.matchAll(COLUMN)].map((found) => Number(found[1])));
    const letters = new Map<number, string>();
    await Promise.all(
      [...numbers].map(async (number) => {
        const column = this.contents.columns[number];
        if (column !== undefined) letters.set(number, lettersOf(await this.bytes(column)));
      }),
    );
    return text.replace(COLUMN, (_, number) => `"bdata":"${letters.get(Number(number)) ?? ""}"`);
  }

  private async json(place: Place): Promise<unknown> {
    return JSON.parse(await this.text(place));
  }

  private async found(place: Place): Promise<Response> {
    const [, , , type] = place;
    const body = type === JSON_TYPE ? await this.text(place) : await this.bytes(place);
    return new Response(body, { headers: { "Content-Type": type } });
  }

  private async part(place: Place, part: readonly [number, number]): Promise<Response> {
    const answer = (await this.json(place)) as { figure: Figure };
    return told({ ...answer, figure: partOf(answer.figure, part) });
  }

  private async file(name: string): Promise<Response> {
    const place = this.placeOf(name);
    if (place === undefined) return refusal();
    const { figure } = (await this.json(place)) as { figure: Figure };
    const document = figureFile(figure, await this.files.text("plotly"));
    return new Response(document, { headers: { "Content-Type": "text/html" } });
  }
}

function told(answer: unknown, status = 200, type = JSON_TYPE): Response {
  return new Response(JSON.stringify(answer), { status, headers: { "Content-Type": type } });
}

function refusal(): Response {
  return told(NOT_PUBLISHED, NOT_PUBLISHED.status, "application/problem+json");
}
