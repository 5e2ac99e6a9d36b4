/**
 * The public board: what the committee was asked to do and how it went, for anyone, without an account and without
 * JavaScript. Nothing a person wrote of a demand is ever shown here; names of places and communities come from the registry.
 * What was put to the vote is, once its result is published, and of a meeting that decides by four steps the title and the
 * published minutes are, because they must be.
 */
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../../../db/client.ts';
import { supportOf } from '../../../db/demand-tree.ts';
import { subjectOf } from '../../../db/digest.ts';
import type { FieldKeys } from '../../../db/sealed.ts';
import { writeCsv } from '../../documents/csv-write.ts';
import { isPublished, PUBLISHED_STATES } from '../../domain/ballot/states.ts';
import { parseDemandNumber } from '../../domain/demand/number.ts';
import type { Log } from '../../pipeline/context.ts';
import { ballotByNumber, pageBallots, publicRows, receiptsOf } from '../../usecases/ballot/page.ts';
import { historyOf } from '../../usecases/demand/lists.ts';
import {
  type BulletinOf,
  type BulletinPaperFacts,
  bulletinById,
  listBulletins,
} from '../../usecases/hotline/bulletin.ts';
import { ledgerHead } from '../../usecases/ledger/head.ts';
import { publishedMeetings, publishedMinutes } from '../../usecases/meeting/published.ts';
import type { Policies } from '../../usecases/policies.ts';
import { allCommunities, type CommunityRow, communityByCode } from '../../usecases/registry/communities.ts';
import { subdistrictByCode, subdistrictById } from '../../usecases/registry/subdistricts.ts';
import { bulletinPaper } from '../bulletin-paper.ts';
import { readWall } from '../wall.ts';
import { ballotListPage, ballotPage } from './ballot-pages.ts';
import { bulletinListPage, bulletinPage } from './bulletin-pages.ts';
import { cursorOf, demandListPage, filterOf } from './demand-list-page.ts';
import { demandPageOf } from './demand-page.ts';
import { type BoardFile, boardFile, digestOf } from './files.ts';
import { createLayout, type PageParts } from './layout.ts';
import { ENTRIES_SHOWN, ledgerPage } from './ledger-page.ts';
import { ledgerStream, newestSealed } from './ledger-rows.ts';
import { minutesListPage, minutesPage } from './minutes-page.ts';
import { communitiesPage, failedPage, notFoundPage } from './plain-pages.ts';
import { demandPage, ledgerPositions, publicDemand } from './public-demands.ts';
import { HOME, link, type Visit, visitOf } from './visit.ts';
import { wallPage } from './wall-page.ts';

export interface BoardDeps {
  readonly db: Database;
  /** Minutes are sealed, because names stand in them; what is shown of them names nobody. */
  readonly keys: FieldKeys;
  /** Domain time, by which something is late. */
  readonly now: () => Temporal.Instant;
  readonly policies: Policies;
  readonly publicBaseUrl?: string;
  readonly log: Log;
}

/** A page may load our style sheet and our icon, and send the filter back to us; nothing else, and never a script. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The code of a community as it may stand in a link; anything else is not even looked up. */
const CODE = /^[a-z0-9][a-z0-9-]{1,31}$/i;
const BALLOT_NUMBER = /^[1-9]\d{0,8}$/;
const BALLOTS_SHOWN = 50;
/** Ten years of months. */
const BULLETINS_SHOWN = 120;
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const POSITION = /^[1-9]\d{0,14}$/;

export function boardRoutes(deps: BoardDeps): Hono {
  const { db, now } = deps;
  const app = new Hono();
  const style = boardFile('./style.css', 'text/css; charset=utf-8');
  const icon = boardFile('./icon.svg', 'image/svg+xml');
  const verifier = boardFile('../../../tools/verify-ledger.mjs', 'text/javascript; charset=utf-8');
  const recounter = boardFile('../../../tools/recount.mjs', 'text/javascript; charset=utf-8');
  const layout = createLayout(`${HOME}/style.css?v=${style.digest}`);
  const visit = (c: Context) => visitOf(c, deps.publicBaseUrl);
  const page = (c: Context, who: Visit, parts: PageParts, status: 200 | 404 | 500 = 200) =>
    answer(c, who, `${layout(who, parts)}`, status);
  const notFound = (c: Context) => page(c, visit(c), notFoundPage(visit(c)), 404);

  app.use(async (c, next) => {
    await next();
    c.header('Content-Security-Policy', POLICY);
  });
  app.onError((error, c) => {
    deps.log('error', 'board.failed', { error: error.name });
    return page(c, visit(c), failedPage(visit(c)), 500);
  });

  app.get('/', async (c) => {
    const communities = await allCommunities(db.direct);
    const [only] = communities;
    const who = visit(c);
    return only && communities.length === 1
      ? c.redirect(link(who, `/c/${only.code}`), 302)
      : page(c, who, communitiesPage(who, communities));
  });

  const signaturesOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, number>> =>
    new Map([...(await supportOf(db.direct, ids))].map(([id, { signatures }]) => [id, signatures]));

  app.get('/c/:code', async (c) => {
    const community = await communityOf(c.req.param('code'));
    if (!community) return notFound(c);
    const who = visit(c);
    const filter = filterOf(who.query);
    const demands = await demandPage(db.direct, community.id, filter, cursorOf(who.query));
    const signatures = await signaturesOf(demands.rows.map(({ id }) => id));
    const above = community.subdistrictId ? await subdistrictById(db.direct, community.subdistrictId) : undefined;
    return page(
      c,
      who,
      demandListPage(who, { community, filter, page: demands, signatures, now: now(), ...(above && { above }) }),
    );
  });

  app.get('/c/:code/d/:number', async (c) => {
    const community = await communityOf(c.req.param('code'));
    const number = parseDemandNumber(c.req.param('number'));
    const row = community && number && (await publicDemand(db.direct, community.id, number));
    if (!row) return notFound(c);
    const subject = subjectOf('demand', row.id);
    const history = await historyOf(db.direct, row.id);
    const positions = await ledgerPositions(db.direct, subject);
    const who = visit(c);
    const signatures = (await signaturesOf([row.id])).get(row.id) ?? 0;
    return page(c, who, demandPageOf(who, { community, row, history, subject, positions, signatures, now: now() }));
  });

  app.get('/c/:code/m', async (c) => {
    const community = await communityOf(c.req.param('code'));
    if (!community) return notFound(c);
    const who = visit(c);
    return page(c, who, minutesListPage(who, community, await publishedMeetings(db.direct, community.id)));
  });

  app.get('/c/:code/m/:id', async (c) => {
    const community = await communityOf(c.req.param('code'));
    const id = c.req.param('id');
    const reading = { tx: db.direct, keys: deps.keys };
    const minutes = community && ID.test(id) ? await publishedMinutes(reading, community.id, id) : undefined;
    if (!community || !minutes) return notFound(c);
    const who = visit(c);
    return page(c, who, minutesPage(who, community, minutes));
  });

  const bulletinsOf = ({ id, subdistrictId }: CommunityRow): BulletinOf[] => [
    { communityId: id },
    ...(subdistrictId === null ? [] : [{ subdistrictId }]),
  ];
  /** Published, and of this community or of the subdistrict it belongs to. */
  const publicBulletin = async (community: CommunityRow | undefined, id: string) => {
    const facts = community && ID.test(id) ? await bulletinById({ tx: db.direct }, id) : undefined;
    const isHere =
      facts?.row.communityId === community?.id ||
      (facts?.row.subdistrictId !== null && facts?.row.subdistrictId === community?.subdistrictId);
    return facts?.row.state === 'published' && isHere ? facts : undefined;
  };

  app.get('/c/:code/bulletins', async (c) => {
    const community = await communityOf(c.req.param('code'));
    if (!community) return notFound(c);
    const rows = await listBulletins({ tx: db.direct }, bulletinsOf(community), {
      states: ['published'],
      limit: BULLETINS_SHOWN,
    });
    const facts: BulletinPaperFacts[] = [];
    for (const { id } of rows) {
      const found = await bulletinById({ tx: db.direct }, id);
      if (found) facts.push(found);
    }
    const who = visit(c);
    return page(c, who, bulletinListPage(who, community, facts));
  });

  app.get('/c/:code/bulletins/:id', async (c) => {
    const community = await communityOf(c.req.param('code'));
    const [id = '', ending] = c.req.param('id').split('.');
    const facts = await publicBulletin(community, id);
    if (!community || !facts || (ending !== undefined && ending !== 'docx')) return notFound(c);
    const who = visit(c);
    if (ending === undefined) return page(c, who, bulletinPage(who, community, facts));
    const { bulletinDocx } = await import('../../documents/bulletin.ts');
    c.header('Content-Disposition', `attachment; filename="bulletin-${facts.row.month.slice(0, 7)}.docx"`);
    c.header('Content-Type', WORD);
    c.header('Cache-Control', 'public, max-age=0, s-maxage=10');
    return c.body(new Uint8Array(await bulletinDocx(bulletinPaper(facts, who.language))).buffer);
  });

  app.get('/c/:code/votes', async (c) => {
    const community = await communityOf(c.req.param('code'));
    if (!community) return notFound(c);
    const who = visit(c);
    const before = who.query.get('before') ?? '';
    const listed = await pageBallots(
      { tx: db.direct },
      { communityId: community.id, states: PUBLISHED_STATES },
      ID.test(before) ? before : undefined,
      BALLOTS_SHOWN + 1,
    );
    const ballots = listed.slice(0, BALLOTS_SHOWN).map(({ ballot }) => ballot);
    const last = listed.length > BALLOTS_SHOWN ? ballots.at(-1) : undefined;
    return page(c, who, ballotListPage(who, { community, ballots, now: now(), ...(last && { next: last.id }) }));
  });

  app.get('/c/:code/votes/:number', async (c) => {
    const found = await publishedBallot(c.req.param('code'), c.req.param('number'));
    if (!found) return notFound(c);
    const { community, ballot } = found;
    const who = visit(c);
    const receipts = ballot.form === 'secret' ? await receiptsOf({ tx: db.direct }, ballot.id) : undefined;
    return page(c, who, ballotPage(who, { community, ballot, now: now(), ...(receipts && { receipts }) }));
  });

  app.get('/c/:code/votes/:number/rows.csv', async (c) => {
    const found = await publishedBallot(c.req.param('code'), c.req.param('number'));
    const rows = found && (await publicRows({ tx: db.direct }, found.ballot));
    if (!found || !rows) return notFound(c);
    const text = Buffer.from(writeCsv(rows)).toString('utf8');
    c.header('Content-Disposition', `attachment; filename="ballot-${found.community.code}-${found.ballot.number}.csv"`);
    return file(c, { text, type: 'text/csv; charset=utf-8', digest: digestOf(text) }, 'public, no-cache');
  });

  app.get('/s/:code', async (c) => {
    const code = c.req.param('code');
    const above = CODE.test(code) ? await subdistrictByCode(db.direct, code) : undefined;
    if (!above) return notFound(c);
    const who = visit(c);
    const reading = { tx: db.direct, now: now(), policies: deps.policies };
    return page(c, who, wallPage(who, await readWall(reading, above, who.language)));
  });

  app.get('/ledger', async (c) => {
    const newest = await newestSealed(db.direct, ENTRIES_SHOWN);
    const zones = new Set((await allCommunities(db.direct)).map(({ timeZone }) => timeZone));
    const [zone = 'UTC'] = zones;
    const who = visit(c);
    return page(c, who, ledgerPage(who, { newest, zone: zones.size === 1 ? zone : 'UTC', now: now() }));
  });

  app.get('/ledger.ndjson', async (c) => {
    const asked = c.req.query('from') ?? '1';
    if (!POSITION.test(asked)) return c.json({ error: 'from is not a position; use a whole number from 1' }, 400);
    const from = Number(asked);
    const { position: to, hash } = await ledgerHead(db.direct);
    c.header('Content-Type', 'application/x-ndjson; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="ledger.ndjson"');
    c.header('Cache-Control', 'public, no-cache');
    if (isFresh(c, `${from}-${to}-${hash.slice(0, 16)}`)) return c.body(null, 304);
    if (from > to) return c.body('');
    return c.body(
      ledgerStream(db, from, to, (error) =>
        deps.log('error', 'board.ledger-failed', { error: error instanceof Error ? error.name : 'unknown' }),
      ),
    );
  });

  app.get('/verify-ledger.mjs', (c) => {
    c.header('Content-Disposition', 'attachment; filename="verify-ledger.mjs"');
    return file(c, verifier, 'public, no-cache');
  });
  app.get('/recount.mjs', (c) => {
    c.header('Content-Disposition', 'attachment; filename="recount.mjs"');
    return file(c, recounter, 'public, no-cache');
  });
  app.get('/style.css', (c) =>
    file(c, style, c.req.query('v') === style.digest ? 'public, max-age=31536000, immutable' : 'public, no-cache'),
  );
  app.get('/icon.svg', (c) => file(c, icon, 'public, max-age=86400'));

  app.all('*', (c) => {
    const path = c.req.path.replace(/\/+$/, '');
    return path !== c.req.path && path.startsWith(HOME)
      ? c.redirect(`${encodeURI(path)}${new URL(c.req.url).search}`, 301)
      : notFound(c);
  });
  return app;

  async function communityOf(code: string) {
    return CODE.test(code) ? communityByCode(db.direct, code) : undefined;
  }

  async function publishedBallot(code: string, number: string) {
    const community = await communityOf(code);
    const ballot =
      community && BALLOT_NUMBER.test(number)
        ? await ballotByNumber({ tx: db.direct }, community.id, Number(number))
        : undefined;
    return community && ballot && isPublished(ballot.state) ? { community, ballot } : undefined;
  }
}

/** A browser asks again each time and mostly hears that nothing changed; a cache in front may answer a crowd for a moment. */
function answer(c: Context, { language }: Visit, text: string, status: 200 | 404 | 500): Response | Promise<Response> {
  c.header('Content-Language', language);
  c.header('Vary', 'Accept-Language');
  c.header('Cache-Control', status === 200 ? 'public, max-age=0, s-maxage=10' : 'no-store');
  if (status === 200 && isFresh(c, digestOf(text))) return c.body(null, 304);
  return c.html(text, status);
}

function file(c: Context, { text, type, digest }: BoardFile, cacheControl: string): Response {
  c.header('Content-Type', type);
  c.header('Cache-Control', cacheControl);
  return isFresh(c, digest) ? c.body(null, 304) : c.body(text);
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match compares weakly: a proxy that compresses marks tags as weak. */
function isFresh(c: Context, tag: string): boolean {
  const own = `"${tag}"`;
  c.header('ETag', own);
  const known = c.req.header('if-none-match')?.split(',') ?? [];
  return known.some((other) => other.trim().replace(/^W\//, '') === own);
}
