/**
 * By what a roster read again finds the same person: her number in it, or else her name with her telephone or her door.
 * What is returned is hashed before it is kept.
 */
import { fold } from '../../demand/understanding/fold.ts';
import { doorText } from './door.ts';
import { isMobile } from './phone.ts';
import type { RowProblem } from './problem.ts';
import type { RosterRow } from './read-row.ts';

export function identityOf(row: RosterRow): readonly string[] {
  const name = fold(row.name).text.replace(/\s/g, '');
  if (row.number) return ['number', fold(row.number).text];
  if (row.phone) return ['phone', row.phone, name];
  return ['door', fold(row.building ?? '').text, fold(row.unit ?? '').text, doorText(row.flat ?? ''), name];
}

/** Notices who stands twice in one file. Holds hashes and line numbers only. */
export interface Doubles {
  /** @param keys hashes of the person's identity and telephone */
  check(
    row: RosterRow,
    line: number,
    keys: { readonly person: string; readonly phone?: string },
  ): readonly RowProblem[];
}

export function createDoubles(): Doubles {
  const people = new Map<string, number>();
  const phones = new Map<string, number>();
  return {
    check(row, line, { person, phone }) {
      const problems: RowProblem[] = [];
      const known = people.get(person);
      if (known === undefined) people.set(person, line);
      else problems.push({ code: 'person_twice', column: row.number ? 'number' : 'name', about: String(known) });
      if (!row.phone || phone === undefined || !isMobile(row.phone)) return problems;
      const other = phones.get(phone);
      if (other === undefined) phones.set(phone, line);
      else if (known === undefined) problems.push({ code: 'phone_twice', column: 'phone', about: String(other) });
      return problems;
    },
  };
}
