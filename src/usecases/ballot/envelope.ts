/**
 * The envelope of a secret vote: the choice padded to one length and sealed with a key of this ballot alone, for this entry of
 * the roll alone, so that envelopes neither show what is in them by their size nor can be exchanged. The ballot's key is sealed
 * with the installation's. An anonymous poll keeps its answers the same way, by whoever gave them instead of by the roll.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { createFieldKeys, type FieldKeys } from '../../../db/sealed.ts';

const KEY_PURPOSE = 'ballot.key';
const ENVELOPE_PURPOSE = 'vote.envelope';
const PAPER_PURPOSE = 'paper_entry.choices';
/** Longer than the longest ranking of as many options as a ballot may have. */
const PADDED_LENGTH = 256;

export const newBallotKey = (keys: FieldKeys): Uint8Array => keys.seal(KEY_PURPOSE, randomBytes(32));

interface KeyedBallot {
  readonly id: string;
  readonly keySealed: Uint8Array | null;
}

/** @throws when there is no key: it was destroyed, or the ballot was never secret. */
function ballotKeys(keys: FieldKeys, { keySealed }: KeyedBallot): FieldKeys {
  if (!keySealed) throw new Error('this ballot has no key');
  return createFieldKeys([keys.open(KEY_PURPOSE, keySealed)]);
}

const purposeFor = ({ id }: KeyedBallot, number: number | string): string => `${ENVELOPE_PURPOSE}:${id}:${number}`;

/** @throws RangeError for a choice longer than any a ballot can have */
export function sealEnvelope(
  keys: FieldKeys,
  ballot: KeyedBallot,
  number: number | string,
  choice: string,
): Uint8Array {
  if (choice.length > PADDED_LENGTH) throw new RangeError('a choice longer than an envelope');
  return ballotKeys(keys, ballot).seal(purposeFor(ballot, number), choice.padEnd(PADDED_LENGTH));
}

/** Opens one after the other; the key is opened once. */
export function envelopeOpener(
  keys: FieldKeys,
  ballot: KeyedBallot,
): (number: number | string, envelope: Uint8Array) => string {
  const opened = ballotKeys(keys, ballot);
  return (number, envelope) => opened.openText(purposeFor(ballot, number), envelope).trimEnd();
}

/** How often each choice stands on the papers, in the order of the choices. */
export type CountedChoices = readonly (readonly [choice: string, many: number])[];

export const sealPaper = (keys: FieldKeys, ballot: KeyedBallot, choices: CountedChoices): Uint8Array =>
  ballotKeys(keys, ballot).sealJson(`${PAPER_PURPOSE}:${ballot.id}`, choices);

export const openPaper = (keys: FieldKeys, ballot: KeyedBallot, sealed: Uint8Array): CountedChoices =>
  ballotKeys(keys, ballot).openJson(`${PAPER_PURPOSE}:${ballot.id}`, sealed) as CountedChoices;

/** Without 0, 1, I, L, O and U: read aloud and copied from paper without a doubt. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECEIPT_LENGTH = 8;

export const newReceipt = (): string =>
  Array.from({ length: RECEIPT_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
