/**
 * The minutes 会议记录 as a Word file, in the layout committees use: what, when, where, who was there, each item with the
 * arithmetic of its votes, what was said, and who confirmed it when.
 */
import { AlignmentType, Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx';
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import { type MinutesSigner, signersOf } from '../domain/meeting/decide.ts';
import type { MinutedBallot, MinutesText } from '../domain/meeting/minutes.ts';
import { formatDate, formatTime } from '../locales/dates.ts';
import { listed, withColon } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { writable } from './xml-text.ts';

export interface MinutesPaper {
  readonly language: Language;
  readonly community: string;
  readonly zone: string;
  readonly minutes: MinutesText;
  /** The arithmetic of each vote in words, by the number of its ballot. */
  readonly results: ReadonlyMap<number, string>;
  readonly signatures: readonly {
    readonly signer: MinutesSigner;
    readonly name: string;
    readonly at: Temporal.Instant;
  }[];
}

/** The serif types office programs come with; another one is put in its place where they are missing. */
const FACES: { readonly [L in Language]: string } = { 'zh-Hans': 'SimSun', 'zh-Hant': 'PMingLiU', en: 'SimSun' };
/** Twentieths of a point, as Word counts lengths. */
const COLUMNS = [1900, 7126] as const;
/** Half points, as Word counts letters: 12 for the text, 18 for the title. */
const SIZE = { text: 24, title: 36 } as const;

export function minutesDocx(paper: MinutesPaper): Promise<Uint8Array> {
  const { language, minutes } = paper;
  const title = titleOf(paper);
  const face = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: FACES[language] };
  const heading = { run: { size: SIZE.text, bold: true, color: '000000' }, paragraph: { spacing: { before: 240 } } };
  const document = new Document({
    title: writable(title),
    creator: 'Lilong',
    styles: {
      default: {
        document: { run: { font: face, size: SIZE.text }, paragraph: { spacing: { line: 360 } } },
        title: { run: { font: face, size: SIZE.title, bold: true }, paragraph: { spacing: { after: 240 } } },
        heading1: heading,
        heading2: heading,
      },
    },
    sections: [
      {
        children: [
          new Paragraph({ text: writable(title), heading: HeadingLevel.TITLE, alignment: AlignmentType.CENTER }),
          table(facts(paper)),
          headed(1, phrase(language, 'minutes.paper.items')),
          ...minutes.items.flatMap((item, at) => [
            headed(2, `${at + 1}. ${item.title}`),
            ...lines(item.text ?? ''),
            ...item.ballots.flatMap((ballot) => vote(paper, ballot)),
          ]),
          headed(1, phrase(language, 'minutes.paper.remarks')),
          ...lines(minutes.remarks === '' ? phrase(language, 'minutes.paper.none') : minutes.remarks),
          headed(1, phrase(language, 'minutes.paper.signatures')),
          table(signatures(paper)),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const titleOf = ({ language, community, minutes: { kind } }: MinutesPaper): string =>
  phrase(language, 'minutes.paper.title', { community, kind: lookUp(language, `meeting.kind.${kind}`) ?? kind });

const headed = (level: 1 | 2, text: string): Paragraph =>
  new Paragraph({
    text: writable(text),
    heading: level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
    keepNext: true,
  });

const lines = (text: string): Paragraph[] =>
  text === '' ? [] : text.split('\n').map((line) => new Paragraph({ text: writable(line) }));

type Row = readonly [name: string, value: string];

function table(rows: readonly Row[]): Table {
  const cell = (text: string, column: 0 | 1): TableCell =>
    new TableCell({
      width: { size: COLUMNS[column], type: WidthType.DXA },
      margins: { top: 60, bottom: 60, left: 120, right: 120 },
      children: text === '' ? [new Paragraph('')] : lines(text),
    });
  return new Table({
    width: { size: COLUMNS[0] + COLUMNS[1], type: WidthType.DXA },
    columnWidths: [...COLUMNS],
    rows: rows.map(([name, value]) => new TableRow({ cantSplit: true, children: [cell(name, 0), cell(value, 1)] })),
  });
}

function facts({ language, zone, minutes }: MinutesPaper): Row[] {
  const people = (count: number): string => phrase(language, 'minutes.paper.people', { count });
  const named = (names: readonly string[]): string =>
    names.length === 0 ? people(0) : withColon(language, people(names.length), listed(language, names));
  const byPerson: Row[] = [
    [phrase(language, 'minutes.paper.of'), people(minutes.of)],
    [phrase(language, 'minutes.paper.came'), named(minutes.came)],
    [phrase(language, 'minutes.paper.leave'), named(minutes.leave)],
    [phrase(language, 'minutes.paper.absent'), named(minutes.absent)],
  ];
  return [
    [phrase(language, 'minutes.paper.name'), minutes.title],
    [phrase(language, 'minutes.paper.time'), heldAt(language, zone, minutes)],
    [phrase(language, 'minutes.paper.venue'), minutes.venue ?? ''],
    [phrase(language, 'minutes.paper.chair'), minutes.chair],
    [phrase(language, 'minutes.paper.recorder'), minutes.recorder],
    ...(minutes.bodies ? byBody(language, minutes.bodies) : byPerson),
  ];
}

/** Which bodies came, and who spoke for each. */
function byBody(language: Language, bodies: NonNullable<MinutesText['bodies']>): Row[] {
  const told = (some: readonly (readonly [name: string, people: readonly string[]])[]): string => {
    const count = phrase(language, 'minutes.paper.bodies', { count: some.length });
    const each = some.map(([body, people]) =>
      phrase(language, 'meeting.body', { body, name: listed(language, people) }),
    );
    return each.length === 0 ? count : withColon(language, count, listed(language, each));
  };
  const away = bodies.filter(({ came }) => came.length === 0);
  return [
    [phrase(language, 'minutes.paper.of'), phrase(language, 'minutes.paper.bodies', { count: bodies.length })],
    [
      phrase(language, 'minutes.paper.came'),
      told(bodies.filter(({ came }) => came.length > 0).map(({ name, came }) => [name, came])),
    ],
    [
      phrase(language, 'minutes.paper.leave'),
      told(away.filter(({ onLeave }) => onLeave).map(({ name, named }) => [name, [named]])),
    ],
    [
      phrase(language, 'minutes.paper.absent'),
      told(away.filter(({ onLeave }) => !onLeave).map(({ name, named }) => [name, [named]])),
    ],
  ];
}

/** With the year: minutes are read years later. */
function heldAt(language: Language, zone: string, { beganAt, closedAt }: MinutesText): string {
  if (beganAt === null) return '';
  const told = (at: string): string => {
    const moment = Temporal.Instant.from(at);
    const local = moment.toZonedDateTimeISO(zone);
    return `${formatDate(language, local.toPlainDate().toString())} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
  };
  return closedAt === null
    ? told(beganAt)
    : phrase(language, 'minutes.paper.span', { from: told(beganAt), until: told(closedAt) });
}

function vote({ language, results }: MinutesPaper, ballot: MinutedBallot): Paragraph[] {
  const { number, title, secret, binding, outcome } = ballot;
  const line = phrase(language, 'minutes.paper.vote', {
    number,
    title,
    form: phrase(language, secret ? 'ballot.form.secret' : 'ballot.form.open'),
    effect: phrase(language, binding ? 'ballot.binding' : 'ballot.advisory'),
    outcome:
      outcome === null
        ? phrase(language, ballot.attendance ? 'minutes.paper.uncounted' : 'minutes.paper.not-voted')
        : (lookUp(language, `ballot.outcome.${outcome}`) ?? outcome),
  });
  return [...lines(line), ...lines(results.get(number) ?? '')];
}

/** A line for each who must confirm; whoever has not has room to do it on paper. */
function signatures({ language, zone, minutes, signatures: given }: MinutesPaper): Row[] {
  const binding = minutes.items.some(({ ballots }) => ballots.some((ballot) => ballot.binding));
  return signersOf({ binding }).map((signer) => {
    const signed = given.find((one) => one.signer === signer);
    return [
      lookUp(language, `meeting.signer.${signer}`) ?? signer,
      signed
        ? phrase(language, 'minutes.paper.signed', { name: signed.name, when: formatTime(language, zone, signed.at) })
        : phrase(language, 'minutes.paper.unsigned'),
    ];
  });
}
