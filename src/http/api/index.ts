/**
 * The admin API: what an operator configures, enters, looks up and mends. Whoever bears the admin token acts as the role
 * `operator` of the permission table; it can never vote, confirm, verify, approve or reveal.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Config } from '../../config.ts';
import type { Runtime } from '../../runtime.ts';
import { admissionRoutes } from './admissions.ts';
import { announcementRoutes } from './announcements.ts';
import type { Api } from './api.ts';
import { ballotStepRoutes } from './ballot-steps.ts';
import { ballotRoutes } from './ballots.ts';
import { bindingRoutes } from './bindings.ts';
import { bodyRoutes } from './bodies.ts';
import { bookRoutes } from './book.ts';
import { bulletinRoutes } from './bulletins.ts';
import { caseRoutes } from './cases.ts';
import { chatRoutes } from './chats.ts';
import { clockRoutes } from './clock.ts';
import { communityRoutes } from './communities.ts';
import { demandStepRoutes } from './demand-steps.ts';
import { demandRoutes } from './demands.ts';
import { demoRoutes } from './demo.ts';
import { doctorRoutes } from './doctor.ts';
import { dutyRoutes } from './duty.ts';
import { dutyMatrixRoutes } from './duty-matrix.ts';
import { figureRoutes } from './figures.ts';
import { MOST_UPLOAD_BYTES } from './files.ts';
import { handbookRoutes } from './handbook.ts';
import { inboxRoutes } from './inbox.ts';
import { invitationRoutes } from './invitations.ts';
import { jobRoutes } from './jobs.ts';
import { ledgerRoutes } from './ledger.ts';
import { meetingAgendaRoutes } from './meeting-agenda.ts';
import { meetingSeriesRoutes } from './meeting-series.ts';
import { meetingStepRoutes } from './meeting-steps.ts';
import { meetingRoutes } from './meetings.ts';
import { minutesRoutes } from './minutes.ts';
import { monthRoutes } from './month.ts';
import { createOnce } from './once.ts';
import { outboxRoutes } from './outbox.ts';
import { peopleRoutes } from './people.ts';
import { planRoutes } from './plans.ts';
import { pollRoutes } from './polls.ts';
import { ApiProblem, problems, refuseInvalid } from './problem.ts';
import { proxyRoutes } from './proxies.ts';
import { quotaRoutes } from './quota.ts';
import { ratesRoutes } from './rates.ts';
import { rebindingRoutes } from './rebindings.ts';
import { rosterRoutes } from './rosters.ts';
import { ruleDecisionRoutes } from './rule-decisions.ts';
import { ruleRoutes } from './rules.ts';
import { seatRoutes } from './seats.ts';
import { slipRoutes } from './slips.ts';
import { subdistrictRoutes } from './subdistricts.ts';
import { taskRoutes } from './tasks.ts';
import { requireToken } from './token.ts';
import { unreachedRoutes } from './unreached.ts';
import { wallRoutes } from './wall.ts';
import { workOrderRoutes } from './work-orders.ts';

export interface ApiDeps {
  readonly config: Pick<Config, 'adminToken' | 'demo' | 'publicBaseUrl' | 'dataDir'>;
  readonly runtime: Runtime;
}

const MOST_BYTES = 64 * 1024;

/** To be mounted at `/api/v1`. */
export function apiRoutes({ config, runtime }: ApiDeps): OpenAPIHono {
  const { log } = runtime.context;
  const app = new OpenAPIHono({ defaultHook: refuseInvalid });
  app.onError(problems(log));

  // It describes and holds nothing, so tools may read it without a token.
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Lilong admin API', version: '1', license: { name: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });

  app.use(requireToken(config.adminToken, log));
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  const most = (maxSize: number, unit: string) =>
    bodyLimit({
      maxSize,
      onError: () => {
        throw new ApiProblem(413, 'too_large', `The body is larger than ${unit}.`);
      },
    });
  const requests = most(MOST_BYTES, `${MOST_BYTES / 1024} KiB`);
  const uploads = most(MOST_UPLOAD_BYTES, `${MOST_UPLOAD_BYTES / 1024 / 1024} MB`);
  app.use((c, next) =>
    /\/(?:rosters|(?:demands|plans|cases|duty-matrix)\/import)$/.test(c.req.path)
      ? uploads(c, next)
      : requests(c, next),
  );

  const api: Api = { app, runtime, config, once: createOnce(runtime) };
  communityRoutes(api);
  subdistrictRoutes(api);
  bodyRoutes(api);
  peopleRoutes(api);
  seatRoutes(api);
  bindingRoutes(api);
  rebindingRoutes(api);
  rosterRoutes(api);
  slipRoutes(api);
  dutyRoutes(api);
  handbookRoutes(api);
  invitationRoutes(api);
  announcementRoutes(api);
  bookRoutes(api);
  chatRoutes(api);
  demandRoutes(api);
  demandStepRoutes(api);
  workOrderRoutes(api);
  caseRoutes(api);
  dutyMatrixRoutes(api);
  admissionRoutes(api);
  bulletinRoutes(api);
  ratesRoutes(api);
  taskRoutes(api);
  planRoutes(api);
  meetingRoutes(api);
  meetingAgendaRoutes(api);
  meetingSeriesRoutes(api);
  meetingStepRoutes(api);
  minutesRoutes(api);
  proxyRoutes(api);
  ballotRoutes(api);
  ballotStepRoutes(api);
  pollRoutes(api);
  figureRoutes(api);
  wallRoutes(api);
  monthRoutes(api);
  unreachedRoutes(api);
  ruleRoutes(api);
  ruleDecisionRoutes(api);
  ledgerRoutes(api);
  outboxRoutes(api);
  inboxRoutes(api);
  quotaRoutes(api);
  clockRoutes(api);
  jobRoutes(api);
  doctorRoutes(api);
  demoRoutes(api);

  app.all('*', (c) => {
    throw new ApiProblem(
      404,
      'not_found',
      `There is no ${c.req.method} ${c.req.path} here; GET /api/v1/openapi.json lists what there is.`,
    );
  });
  return app;
}
