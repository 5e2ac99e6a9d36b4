CREATE TABLE "lilong"."admission_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"department_body_id" uuid,
	"department" text NOT NULL,
	"title" text NOT NULL,
	"basis" text,
	"state" text NOT NULL,
	"funding_fen" bigint,
	"funding_received_on" date,
	"reason_sealed" "bytea",
	"case_id" uuid,
	"requested_at" timestamptz NOT NULL,
	"decided_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "admission_state" CHECK ("lilong"."admission_item"."state" in ('requested','accepted','refused','reported','ended')),
	CONSTRAINT "admission_funding" CHECK ("lilong"."admission_item"."funding_fen" >= 0)
);
--> statement-breakpoint
CREATE TABLE "lilong"."bulletin" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid,
	"subdistrict_id" uuid,
	"month" date NOT NULL,
	"case_id" uuid,
	"state" text NOT NULL,
	"figures" jsonb NOT NULL,
	"words" text DEFAULT '' NOT NULL,
	"drafted_at" timestamptz NOT NULL,
	"drafted_by_id" uuid,
	"approved_by_id" uuid,
	"approved_at" timestamptz,
	"published_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "bulletin_home" CHECK (("lilong"."bulletin"."community_id" is null) <> ("lilong"."bulletin"."subdistrict_id" is null)),
	CONSTRAINT "bulletin_state" CHECK ("lilong"."bulletin"."state" in ('draft','approved','published','withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_clock" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"clock" text NOT NULL,
	"round" smallint NOT NULL,
	"started_at" timestamptz NOT NULL,
	"due_on" date NOT NULL,
	"due_at" timestamptz NOT NULL,
	"provisional" boolean DEFAULT false NOT NULL,
	"paused_at" timestamptz,
	"stopped_at" timestamptz,
	"stood_still" smallint DEFAULT 0 NOT NULL,
	"salt" "bytea",
	CONSTRAINT "case_clock_once" UNIQUE("case_id","clock","round")
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"kind" text NOT NULL,
	"by_role" text NOT NULL,
	"by_body_id" uuid,
	"by_person_id" uuid,
	"text_sealed" "bytea",
	"for_reporter" boolean DEFAULT false NOT NULL,
	"ordinal" integer NOT NULL,
	"salt" "bytea",
	CONSTRAINT "case_event_order" UNIQUE("case_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_excluded" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"body_id" uuid,
	"person_id" uuid,
	"because" text NOT NULL,
	"salt" "bytea",
	CONSTRAINT "case_excluded_one" CHECK (("lilong"."case_excluded"."body_id" is null) <> ("lilong"."case_excluded"."person_id" is null)),
	CONSTRAINT "case_excluded_because" CHECK ("lilong"."case_excluded"."because" in ('accused','stepped_aside','reporter_asked'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"from" text NOT NULL,
	"kind" text NOT NULL,
	"mime" text NOT NULL,
	"bytes_sealed" "bytea" NOT NULL,
	"content_digest" text NOT NULL,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_reporter" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"reporter_key" text,
	"contact_sealed" "bytea",
	"identity_sealed" "bytea",
	"code_key" text NOT NULL,
	"forgotten" boolean DEFAULT false NOT NULL,
	CONSTRAINT "case_reporter_code_key_unique" UNIQUE("code_key")
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_reveal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"asked_by_id" uuid NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"at" timestamptz NOT NULL,
	"agreed_by_id" uuid,
	"state" text NOT NULL,
	"decided_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "case_reveal_state" CHECK ("lilong"."case_reveal"."state" in ('asked','agreed','refused')),
	CONSTRAINT "case_reveal_two" CHECK ("lilong"."case_reveal"."agreed_by_id" is null or "lilong"."case_reveal"."agreed_by_id" <> "lilong"."case_reveal"."asked_by_id")
);
--> statement-breakpoint
CREATE TABLE "lilong"."case_unit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"body_id" uuid NOT NULL,
	"part" text NOT NULL,
	"since" timestamptz NOT NULL,
	"until" timestamptz,
	"answered_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "case_unit_part" CHECK ("lilong"."case_unit"."part" in ('lead','cooperating'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."duty_matrix" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid,
	"subdistrict_id" uuid,
	"item" text,
	"category" text NOT NULL,
	"place_id" uuid,
	"lead_body_id" uuid NOT NULL,
	"cooperating_body_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"from" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "duty_matrix_home" CHECK (("lilong"."duty_matrix"."community_id" is null) <> ("lilong"."duty_matrix"."subdistrict_id" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."hotline_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"number" text NOT NULL,
	"family" text NOT NULL,
	"category" text NOT NULL,
	"mode" text NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"tier" text NOT NULL,
	"place_id" uuid,
	"place_text_sealed" "bytea",
	"text_sealed" "bytea" NOT NULL,
	"struck_sealed" "bytea",
	"accused_text_sealed" "bytea",
	"supervised" boolean DEFAULT false NOT NULL,
	"emergency" boolean DEFAULT false NOT NULL,
	"advice" boolean DEFAULT false NOT NULL,
	"complex" boolean DEFAULT false NOT NULL,
	"complex_asked" boolean DEFAULT false NOT NULL,
	"reopen_count" smallint DEFAULT 0 NOT NULL,
	"returns" smallint DEFAULT 0 NOT NULL,
	"round" smallint DEFAULT 0 NOT NULL,
	"claim" text,
	"outcome" text,
	"solved" boolean,
	"satisfaction" text,
	"duplicate_of_id" uuid,
	"follows_id" uuid,
	"converted_to" text,
	"external_key" text,
	"external_sealed" "bytea",
	"order_due_at" timestamptz,
	"received_at" timestamptz NOT NULL,
	"closed_at" timestamptz,
	"version" integer DEFAULT 1 NOT NULL,
	"salt" "bytea",
	CONSTRAINT "hotline_case_number" UNIQUE("number"),
	CONSTRAINT "hotline_case_family" CHECK ("lilong"."hotline_case"."family" in ('livelihood','burden')),
	CONSTRAINT "hotline_case_mode" CHECK ("lilong"."hotline_case"."mode" in ('named','confidential','anonymous')),
	CONSTRAINT "hotline_case_source" CHECK ("lilong"."hotline_case"."source" in ('chat','phone','patrol','hotline_12345','admission','retaliation')),
	CONSTRAINT "hotline_case_tier" CHECK ("lilong"."hotline_case"."tier" in ('committee','subdistrict','leading_group','outside')),
	CONSTRAINT "hotline_case_state" CHECK ("lilong"."hotline_case"."state" in ('received','accepted','dispatched','disputed','contacted','in_progress','claimed','callback','reopened','closed','not_accepted','duplicate','answered','converted','withdrawn')),
	CONSTRAINT "hotline_case_duplicate" CHECK (("lilong"."hotline_case"."state" = 'duplicate') = ("lilong"."hotline_case"."duplicate_of_id" is not null)),
	CONSTRAINT "hotline_case_closed" CHECK (("lilong"."hotline_case"."state" = 'closed') = ("lilong"."hotline_case"."outcome" is not null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."letter" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lilong"."letter_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"way" text NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "letter_id_unique" UNIQUE("id"),
	CONSTRAINT "letter_way" CHECK ("lilong"."letter"."way" in ('in','out'))
);
--> statement-breakpoint
ALTER TABLE "lilong"."demand" DROP CONSTRAINT "demand_source";--> statement-breakpoint
ALTER TABLE "lilong"."admission_item" ADD CONSTRAINT "admission_item_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."admission_item" ADD CONSTRAINT "admission_item_department_body_id_body_id_fk" FOREIGN KEY ("department_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."admission_item" ADD CONSTRAINT "admission_item_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."bulletin" ADD CONSTRAINT "bulletin_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."bulletin" ADD CONSTRAINT "bulletin_subdistrict_id_subdistrict_id_fk" FOREIGN KEY ("subdistrict_id") REFERENCES "lilong"."subdistrict"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."bulletin" ADD CONSTRAINT "bulletin_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."bulletin" ADD CONSTRAINT "bulletin_drafted_by_id_person_id_fk" FOREIGN KEY ("drafted_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."bulletin" ADD CONSTRAINT "bulletin_approved_by_id_person_id_fk" FOREIGN KEY ("approved_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_clock" ADD CONSTRAINT "case_clock_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_event" ADD CONSTRAINT "case_event_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_event" ADD CONSTRAINT "case_event_by_body_id_body_id_fk" FOREIGN KEY ("by_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_event" ADD CONSTRAINT "case_event_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_excluded" ADD CONSTRAINT "case_excluded_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_excluded" ADD CONSTRAINT "case_excluded_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_excluded" ADD CONSTRAINT "case_excluded_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_file" ADD CONSTRAINT "case_file_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_reporter" ADD CONSTRAINT "case_reporter_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_reveal" ADD CONSTRAINT "case_reveal_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_reveal" ADD CONSTRAINT "case_reveal_asked_by_id_person_id_fk" FOREIGN KEY ("asked_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_reveal" ADD CONSTRAINT "case_reveal_agreed_by_id_person_id_fk" FOREIGN KEY ("agreed_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_unit" ADD CONSTRAINT "case_unit_case_id_hotline_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."case_unit" ADD CONSTRAINT "case_unit_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_matrix" ADD CONSTRAINT "duty_matrix_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_matrix" ADD CONSTRAINT "duty_matrix_subdistrict_id_subdistrict_id_fk" FOREIGN KEY ("subdistrict_id") REFERENCES "lilong"."subdistrict"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_matrix" ADD CONSTRAINT "duty_matrix_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_matrix" ADD CONSTRAINT "duty_matrix_lead_body_id_body_id_fk" FOREIGN KEY ("lead_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."hotline_case" ADD CONSTRAINT "hotline_case_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."hotline_case" ADD CONSTRAINT "hotline_case_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."hotline_case" ADD CONSTRAINT "hotline_case_duplicate_of_id_hotline_case_id_fk" FOREIGN KEY ("duplicate_of_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."hotline_case" ADD CONSTRAINT "hotline_case_follows_id_hotline_case_id_fk" FOREIGN KEY ("follows_id") REFERENCES "lilong"."hotline_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "admission_item_community" ON "lilong"."admission_item" USING btree ("community_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "bulletin_one" ON "lilong"."bulletin" USING btree (coalesce("community_id", "subdistrict_id"),"month") WHERE "lilong"."bulletin"."case_id" is null and "lilong"."bulletin"."state" <> 'withdrawn';--> statement-breakpoint
CREATE INDEX "case_clock_running" ON "lilong"."case_clock" USING btree ("due_at") WHERE "lilong"."case_clock"."stopped_at" is null and "lilong"."case_clock"."paused_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_excluded_body" ON "lilong"."case_excluded" USING btree ("case_id","body_id") WHERE "lilong"."case_excluded"."body_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_excluded_person" ON "lilong"."case_excluded" USING btree ("case_id","person_id") WHERE "lilong"."case_excluded"."person_id" is not null;--> statement-breakpoint
CREATE INDEX "case_excluded_of_body" ON "lilong"."case_excluded" USING btree ("body_id") WHERE "lilong"."case_excluded"."body_id" is not null;--> statement-breakpoint
CREATE INDEX "case_excluded_of_case" ON "lilong"."case_excluded" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_file_of" ON "lilong"."case_file" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_reporter_of" ON "lilong"."case_reporter" USING btree ("reporter_key") WHERE "lilong"."case_reporter"."reporter_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_reveal_open" ON "lilong"."case_reveal" USING btree ("case_id","asked_by_id") WHERE "lilong"."case_reveal"."state" = 'asked';--> statement-breakpoint
CREATE UNIQUE INDEX "case_unit_lead" ON "lilong"."case_unit" USING btree ("case_id") WHERE "lilong"."case_unit"."part" = 'lead' and "lilong"."case_unit"."until" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_unit_once" ON "lilong"."case_unit" USING btree ("case_id","body_id") WHERE "lilong"."case_unit"."until" is null;--> statement-breakpoint
CREATE INDEX "case_unit_of" ON "lilong"."case_unit" USING btree ("body_id","case_id") WHERE "lilong"."case_unit"."until" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "duty_matrix_one" ON "lilong"."duty_matrix" USING btree (coalesce("community_id", "subdistrict_id"),"category",coalesce("place_id", '00000000-0000-0000-0000-000000000000'::uuid)) WHERE "lilong"."duty_matrix"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "hotline_case_external" ON "lilong"."hotline_case" USING btree ("external_key") WHERE "lilong"."hotline_case"."external_key" is not null;--> statement-breakpoint
CREATE INDEX "hotline_case_open" ON "lilong"."hotline_case" USING btree ("community_id","received_at","id") WHERE "lilong"."hotline_case"."state" in ('received','accepted','dispatched','disputed','contacted','in_progress','claimed','callback','reopened');--> statement-breakpoint
CREATE INDEX "hotline_case_burden" ON "lilong"."hotline_case" USING btree ("community_id","received_at","id") WHERE "lilong"."hotline_case"."family" = 'burden';--> statement-breakpoint
CREATE INDEX "hotline_case_all" ON "lilong"."hotline_case" USING btree ("community_id","received_at","id");--> statement-breakpoint
CREATE INDEX "hotline_case_state" ON "lilong"."hotline_case" USING btree ("community_id","state","received_at","id");--> statement-breakpoint
CREATE INDEX "hotline_case_category" ON "lilong"."hotline_case" USING btree ("community_id","category","received_at","id");--> statement-breakpoint
CREATE INDEX "hotline_case_alike" ON "lilong"."hotline_case" USING btree ("community_id","category","place_id","received_at");--> statement-breakpoint
CREATE INDEX "letter_next" ON "lilong"."letter" USING btree ("next_at");--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_source" CHECK ("lilong"."demand"."source" in ('chat','phone','paper','visit','patrol','hotline_12345','hotline'));