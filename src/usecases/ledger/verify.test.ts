/** Whatever is changed behind the application's back is found and named: in a row, in an entry, in what is missing. */
import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { sealLedger } from '../../../jobs/seal.ts';
import { report } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { runUnit } from '../../pipeline/unit.ts';
import { communityByCode } from '../registry/communities.ts';
import { createPerson, createPlace } from '../registry/create.ts';
import { ledgerHead } from './head.ts';
import { note } from './note.ts';
import { type LedgerReport, verifyLedger } from './verify.ts';

/** More than one page of rows, and of entries and their subjects. */
const PLACES = 210;
const NOTES = 400;

const [embedded, postgres] = await engineCases('ledger verification');

for (const engine of [embedded, postgres]) {
  if (!engine) continue;
  describe.skipIf(engine.skip)(engine.name, () => {
    let installation: Installation;
    let drop: () => Promise<void>;
    let homeId: string;

    beforeAll(async () => {
      const setup = await engine.setUp();
      drop = setup.drop;
      installation = await startInstallation(setup.settings);
      await change(async (uow) => {
        homeId = (await communityByCode(uow.tx, 'demo'))?.id ?? '';
        for (let number = 1; number <= PLACES; number += 1) {
          await createPlace(uow, { communityId: homeId, kind: 'unit', name: `${number}单元` });
        }
        for (let number = 1; number <= NOTES; number += 1)
          note(uow, `note:${number}`, { action: 'clock.jump', as: 'operator' });
      });
      await report(installation.runtime.context, '三号楼电梯坏了');
      // What is tampered with here is guarded in the database too; a thief of the database switches that off first.
      for (const table of ['ledger', 'demand', 'ledger_pending'])
        await run(sql.raw(`alter table lilong.${table} disable trigger user`));
      await run(sql`alter table lilong.ledger drop constraint ledger_hash`);
    });
    afterAll(async () => {
      await installation?.stop();
      await drop?.();
    });

    const db = () => installation.runtime.context.db.direct;
    const run = (query: SQL) => rowsOf<Record<string, string>>(db(), query);
    const change = (work: (uow: Parameters<Parameters<typeof runUnit>[3]>[0]) => Promise<void>) =>
      runUnit(installation.runtime.context, OPERATOR, randomUUID(), async (uow) => {
        await work(uow);
        return {};
      });
    /** The process may be sealing at the same time: then a call of our own has nothing to do yet. */
    const seal = async () => {
      do await sealLedger(installation.runtime.context);
      while ((await run(sql`select 1 from lilong.ledger_pending limit 1`)).length > 0);
    };
    const verify = async (told?: Parameters<typeof verifyLedger>[2]): Promise<LedgerReport> => {
      await seal();
      return verifyLedger(db(), installation.runtime.context, told);
    };
    /** Tampers, verifies, and puts things back. */
    const found = async (tamper: SQL, undo: SQL, told?: Parameters<typeof verifyLedger>[2]) => {
      await run(tamper);
      const result = await verify(told);
      await run(undo);
      expect(result.ok).toBe(false);
      const after = await verify();
      expect(after.problems).toEqual([]);
      return result.problems;
    };
    const last = async () => {
      await seal();
      return ledgerHead(db());
    };
    const positionOf = async (subject: string): Promise<number> => {
      const [row] = await run(
        sql`select max(position)::text as position from lilong.ledger where subject = ${subject}`,
      );
      return Number(row?.position);
    };
    const onePlace = async () => {
      const [row] = await run(sql`select id::text as id from lilong.place where name = '111单元'`);
      const id = row?.id ?? '';
      return { id, subject: `place:${id}`, position: await positionOf(`place:${id}`) };
    };

    it('finds nothing where nothing was done, through more pages than one', async () => {
      const result = await verify();
      expect(result).toMatchObject({ ok: true, problems: [], unlisted: 0 });
      expect(result.entries).toBeGreaterThan(PLACES + NOTES);
      expect(result.rows).toBeGreaterThan(PLACES);
      expect(result.head.position).toBe(result.entries);
    });

    it('raises no alarm while people go on working, sealed or not', async () => {
      let working = true;
      const work = (async () => {
        for (let number = 0; working && number < 400; number += 1) {
          await report(installation.runtime.context, `边查边报 ${number}`, 'zhao').catch(() => undefined);
          await change(async (uow) => void (await createPerson(uow, { communityId: homeId, name: `新人${number}` })));
        }
      })();
      for (let round = 0; round < 2; round += 1) {
        const result = await verifyLedger(db(), installation.runtime.context);
        expect(result.problems).toEqual([]);
      }
      working = false;
      await work;
    });

    it('a single changed character in a row', async () => {
      const { id, subject, position } = await onePlace();
      const problems = await found(
        sql`update lilong.place set name = '111单兀' where id = ${id}`,
        sql`update lilong.place set name = '111单元' where id = ${id}`,
      );
      expect(problems).toEqual([
        {
          kind: 'row_changed',
          subject,
          position,
          message: `${subject} is not as entry ${position} left it: its digest differs.`,
        },
      ]);
    });

    it('a single changed byte in a sealed field', async () => {
      const flip = sql`update lilong.demand set text_sealed = set_byte(text_sealed, length(text_sealed) - 1, get_byte(text_sealed, length(text_sealed) - 1) # 1) where number = 1`;
      const problems = await found(flip, flip);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ kind: 'row_changed', subject: expect.stringMatching(/^demand:/) });
      expect(problems[0]?.message).toContain('a sealed field does not open');
    });

    it('a salt taken away, as if the row had been erased', async () => {
      const { id, subject } = await onePlace();
      const problems = await found(
        sql`update lilong.place set salt = null, aliases = jsonb_build_array(encode(salt, 'hex')) where id = ${id}`,
        sql`update lilong.place set salt = decode(aliases->>0, 'hex'), aliases = '[]' where id = ${id}`,
      );
      expect(problems).toMatchObject([{ kind: 'row_changed', subject }]);
      expect(problems[0]?.message).toContain('no entry says it was erased');
    });

    it('a row that is gone', async () => {
      const { id, subject, position } = await onePlace();
      await run(sql`create table lilong.kept_place as select * from lilong.place where id = ${id}`);
      const problems = await found(
        sql`delete from lilong.place where id = ${id}`,
        sql`insert into lilong.place select * from lilong.kept_place`,
      );
      expect(problems).toEqual([
        {
          kind: 'row_missing',
          subject,
          position,
          message: `${subject} is gone, but entry ${position} says it is there.`,
        },
      ]);
    });

    it('a row that came from nowhere', async () => {
      const id = randomUUID();
      const problems = await found(
        sql`insert into lilong.place (id, community_id, kind, name, salt) values (${id}, ${homeId}, 'unit', '假单元', '\\x00')`,
        sql`delete from lilong.place where id = ${id}`,
      );
      expect(problems).toEqual([
        { kind: 'row_without_entry', subject: `place:${id}`, message: `No entry says where place:${id} comes from.` },
      ]);
    });

    it('a group bound to a community behind everyone’s back', async () => {
      const seen = sql`select id::text as id from lilong.chat where scope = 'direct' limit 1`;
      const [chat] = await run(seen);
      const problems = await found(
        sql`update lilong.chat set community_id = ${homeId} where id = ${chat?.id}`,
        sql`update lilong.chat set community_id = null where id = ${chat?.id}`,
      );
      expect(problems).toMatchObject([{ kind: 'row_changed', subject: `chat:${chat?.id}` }]);
    });

    it('a single changed byte in an entry', async () => {
      const { subject, position } = await onePlace();
      const problems = await found(
        sql`update lilong.ledger set entry = replace(entry, '"operator"', '"operatos"') where position = ${position}`,
        sql`update lilong.ledger set entry = replace(entry, '"operatos"', '"operator"') where position = ${position}`,
      );
      expect(problems).toEqual([
        { kind: 'entry_changed', subject, position, message: `Entry ${position} does not have the hash it carries.` },
      ]);
    });

    it('a digest beside an entry that is not the one in it', async () => {
      const { subject, position } = await onePlace();
      const problems = await found(
        sql`update lilong.ledger set digest = reverse(digest) where position = ${position}`,
        sql`update lilong.ledger set digest = reverse(digest) where position = ${position}`,
      );
      expect(problems.map(({ kind }) => kind)).toEqual(['entry_changed', 'row_changed']);
      expect(problems[0]).toMatchObject({ subject, position });
    });

    it('an entry rewritten with a hash that fits it', async () => {
      const { position } = await onePlace();
      await run(sql`create table lilong.kept_entry as select * from lilong.ledger where position = ${position}`);
      const problems = await found(
        sql`update lilong.ledger set entry = replace(entry, '"operator"', '"system"'),
          hash = sha256(prev_hash || convert_to(replace(entry, '"operator"', '"system"'), 'UTF8')) where position = ${position}`,
        sql`update lilong.ledger l set entry = k.entry, hash = k.hash from lilong.kept_entry k where l.position = k.position`,
      );
      expect(problems).toMatchObject([{ kind: 'chain_broken', position: position + 1 }]);
    });

    it('an entry taken out of the middle', async () => {
      const { position, subject } = await onePlace();
      await run(sql`create table lilong.kept_middle as select * from lilong.ledger where position = ${position}`);
      const problems = await found(
        sql`delete from lilong.ledger where position = ${position}`,
        sql`insert into lilong.ledger select * from lilong.kept_middle`,
      );
      expect(problems).toMatchObject([
        { kind: 'chain_gap', position, message: `Entry ${position} is missing.` },
        { kind: 'row_without_entry', subject },
      ]);
    });

    it('a tail cut off, known from the last verification, with the rows it spoke of', async () => {
      await change(
        async (uow) => void (await createPlace(uow, { communityId: homeId, kind: 'grid', name: '末尾网格' })),
      );
      const end = await last();
      expect((await verify()).ok).toBe(true);
      await run(sql`create table lilong.kept_tail as select * from lilong.ledger where position = ${end.position}`);
      const problems = await found(
        sql`delete from lilong.ledger where position = ${end.position}`,
        sql`insert into lilong.ledger select * from lilong.kept_tail`,
      );
      expect(problems).toMatchObject([
        { kind: 'tail_cut', position: end.position },
        { kind: 'row_without_entry', subject: expect.stringMatching(/^place:/) },
      ]);
      expect(problems[0]?.message).toContain(`now it ends at ${end.position - 1}`);
    });

    it('a tail cut off or rewritten with the kept head thrown away, known from a head kept elsewhere', async () => {
      const end = await last();
      const forget = sql`delete from lilong.setting where name = 'ledger-head'`;
      await run(sql`create table lilong.kept_end as select * from lilong.ledger where position = ${end.position}`);
      await run(forget);
      const cut = await found(
        sql`delete from lilong.ledger where position = ${end.position}`,
        sql`insert into lilong.ledger select * from lilong.kept_end`,
        end,
      );
      expect(cut).toContainEqual(expect.objectContaining({ kind: 'tail_cut', position: end.position }));
      await run(forget);
      const rewritten = await found(
        sql`update lilong.ledger set entry = replace(entry, '"operator"', '"system"'),
          hash = sha256(prev_hash || convert_to(replace(entry, '"operator"', '"system"'), 'UTF8')) where position = ${end.position}`,
        sql`update lilong.ledger l set entry = k.entry, hash = k.hash from lilong.kept_end k where l.position = k.position`,
        end,
      );
      expect(rewritten).toMatchObject([{ kind: 'head_differs', position: end.position }]);
    });

    it('a kept head that was altered', async () => {
      expect((await verify()).ok).toBe(true);
      const flip = sql`update lilong.setting set value_sealed = set_byte(value_sealed, 40, get_byte(value_sealed, 40) # 1) where name = 'ledger-head'`;
      expect(await found(flip, flip)).toMatchObject([{ kind: 'head_unreadable' }]);
    });

    it('lists no more than 200 problems and counts the rest', async () => {
      await run(sql`update lilong.place set aliases = '["x"]' where kind = 'unit'`);
      const result = await verify();
      expect(result.problems).toHaveLength(200);
      expect(result.unlisted).toBe(PLACES - 200);
    });
  });
}
