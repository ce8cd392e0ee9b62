/** Answers to what the page asks, out of what was published. */

import type { Publication } from "@/client/transport";
import type { Figure } from "@/shared/figures/figure-theme";

import { fullName, nameOf, type Naming, nearestHorizon, PART } from "./addresses";
import { figureFile } from "./figure-file";
import { lettersOf, partOf } from "./part";
import { fromPlanes } from "./planes";

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
  /** Whether this lists only what a page asks when it is opened, and the file `more` lists all. */
  has_more?: boolean;
  /** Whether columns are kept in planes, as those of the first frozen links are not. */
  in_planes?: boolean;
}

type Listed = Pick<Contents, "answers" | "columns">;

const JSON_TYPE = "application/json";
const COLUMN = /"dtype":"(\w+)","bdata":"#(\d+)"/g;
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
  private more: Promise<Listed> | null = null;

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
    const full = isPart ? await this.listed(fullName(name)) : undefined;
    if (full !== undefined) return this.part(full, [part[0] ?? 0, part[1] ?? 0]);
    const place = await this.placeOf(name);
    return place === undefined ? refusal() : this.found(place);
  };

  /** All that is listed; read when something is asked that the page does not ask at once. */
  private async all(): Promise<Listed> {
    if (this.contents.has_more !== true) return this.contents;
    this.more ??= this.files.text("more").then((text) => JSON.parse(text) as Listed);
    // What failed is tried again the next time.
    this.more.catch(() => (this.more = null));
    return this.more;
  }

  private async listed(name: string): Promise<Place | undefined> {
    return this.contents.answers[name] ?? (await this.all()).answers[name];
  }

  private async placeOf(name: string): Promise<Place | undefined> {
    const place = await this.listed(name);
    if (place !== undefined) return place;
    const { answers } = await this.all();
    return answers[nearestHorizon(name, Object.keys(answers)) ?? ""];
  }

  private kept(kind: string): string {
    return this.contents.in_planes === true ? kind : "";
  }

  private async column(number: number): Promise<ColumnPlace | undefined> {
    return this.contents.columns[number] ?? (await this.all()).columns[number];
  }

  private async bytes([file, from, length]: Place | ColumnPlace): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.files.bytes(file)).subarray(from, from + length);
  }

  /** An answer as the server gave it: with its columns of numbers in it again. */
  private async text(place: Place): Promise<string> {
    const text = new TextDecoder().decode(await this.bytes(place));
    const kinds = new Map([...text.matchAll(COLUMN)].map(([, kind, number]) => [number, kind]));
    const letters = new Map<string, string>();
    await Promise.all(
      [...kinds].map(async ([number = "", kind = ""]) => {
        const column = await this.column(Number(number));
        if (column === undefined) return;
        letters.set(number, lettersOf(fromPlanes(this.kept(kind), await this.bytes(column))));
      }),
    );
    return text.replace(
      COLUMN,
      (_, kind: string, number: string) =>
        `"dtype":"${kind}","bdata":"${letters.get(number) ?? ""}"`,
    );
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
    const place = await this.placeOf(name);
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
