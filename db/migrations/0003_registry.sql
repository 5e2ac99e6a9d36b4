CREATE TABLE "lilong"."cosign" (
	"id" uuid PRIMARY KEY NOT NULL,
	"demand_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"chat_id" uuid,
	"at" timestamptz NOT NULL,
	"withdrawn_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."demand_bundle" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"answer_sealed" "bytea",
	"sent_at" timestamptz NOT NULL,
	"answered_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."handbook_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	"grams" text[] DEFAULT '{}'::text[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."duty_shift" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"place_id" uuid,
	"body_id" uuid,
	"starts_at" timestamptz NOT NULL,
	"ends_at" timestamptz NOT NULL,
	"cancelled_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "duty_shift_span" CHECK ("lilong"."duty_shift"."ends_at" > "lilong"."duty_shift"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "lilong"."handover" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"from_seat_id" uuid NOT NULL,
	"to_seat_id" uuid NOT NULL,
	"started_at" timestamptz NOT NULL,
	"done_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "handover_from_seat_id_unique" UNIQUE("from_seat_id")
);
--> statement-breakpoint
CREATE TABLE "lilong"."handover_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"handover_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"what" text NOT NULL,
	"text_sealed" "bytea",
	"done_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "handover_item_ordinal" UNIQUE("handover_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."household" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"place_id" uuid,
	"door_key" text NOT NULL,
	"door_sealed" "bytea" NOT NULL,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "household_door_key_unique" UNIQUE("door_key")
);
--> statement-breakpoint
CREATE TABLE "lilong"."rebinding" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"asked_at" timestamptz NOT NULL,
	"decided_at" timestamptz,
	"decided_by" uuid,
	"salt" "bytea",
	CONSTRAINT "rebinding_state" CHECK ("lilong"."rebinding"."state" in ('asked','approved','refused')),
	CONSTRAINT "rebinding_decided" CHECK (("lilong"."rebinding"."state" = 'asked') = ("lilong"."rebinding"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."body" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"aliases" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"community_id" uuid,
	"subdistrict_id" uuid,
	"parent_id" uuid,
	"term_starts_at" timestamptz,
	"term_ends_at" timestamptz,
	"size_waived_because" text,
	"second_because" text,
	"created_at" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "body_home" CHECK (("lilong"."body"."community_id" is null) <> ("lilong"."body"."subdistrict_id" is null)),
	CONSTRAINT "body_kind" CHECK ("lilong"."body"."kind" in ('committee','supervision','representatives','sub_committee','group_leads','party','property_firm','owners_committee','station','station_department','office','leading_group','utility','unit'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."body_serves" (
	"body_id" uuid NOT NULL,
	"community_id" uuid NOT NULL,
	CONSTRAINT "body_serves_body_id_community_id_pk" PRIMARY KEY("body_id","community_id")
);
--> statement-breakpoint
CREATE TABLE "lilong"."subdistrict" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "subdistrict_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "lilong"."roster_import" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"state" text DEFAULT 'reading' NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"published" integer DEFAULT 0 NOT NULL,
	"added" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"wrong" integer DEFAULT 0 NOT NULL,
	"started_at" timestamptz NOT NULL,
	"done_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "roster_import_state" CHECK ("lilong"."roster_import"."state" in ('reading','ready','refused','publishing','done','cancelled'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."roster_row" (
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"row_sealed" "bytea" NOT NULL,
	"roster_key" text,
	"change" text,
	"problems" text[] DEFAULT '{}'::text[] NOT NULL,
	"person_id" uuid,
	CONSTRAINT "roster_row_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
CREATE TABLE "lilong"."rule_adoption" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"pack_id" text NOT NULL,
	"effective_from" date NOT NULL,
	"reason" text NOT NULL,
	"decided_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "rule_adoption_date" UNIQUE("community_id","effective_from")
);
--> statement-breakpoint
CREATE TABLE "lilong"."rule_override" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"reason" text NOT NULL,
	"against_law_because" text,
	"effective_from" date NOT NULL,
	"effective_until" date,
	"ended_because" text,
	"decided_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "rule_override_span" CHECK ("lilong"."rule_override"."effective_until" is null or "lilong"."rule_override"."effective_until" >= "lilong"."rule_override"."effective_from")
);
--> statement-breakpoint
ALTER TABLE "lilong"."demand" DROP CONSTRAINT "demand_state";--> statement-breakpoint
DROP INDEX "lilong"."role_seat_once";--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD COLUMN "body_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD COLUMN "place_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."choice_prompt" ADD COLUMN "message_key" text;--> statement-breakpoint
ALTER TABLE "lilong"."attachment" ADD COLUMN "content_digest" text;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "reporter_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "entered_by_person_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "external_key" text;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "external_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "grams" bigint[];--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "merged_into_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "unit_body_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "supervised" boolean;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "bundle_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD COLUMN "subdistrict_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD COLUMN "type" text;--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD COLUMN "occupancy_percent" smallint;--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD COLUMN "rules_version" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD COLUMN "household_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD COLUMN "roster_key" text;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD COLUMN "speak_basis" text;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD COLUMN "vote_basis" text;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD COLUMN "body_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD COLUMN "position" text;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD COLUMN "filled_by" text;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD COLUMN "rank" smallint;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD COLUMN "term_ends_at" timestamptz;--> statement-breakpoint
ALTER TABLE "lilong"."inbox" ADD COLUMN "takes_back" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."cosign" ADD CONSTRAINT "cosign_demand_id_demand_id_fk" FOREIGN KEY ("demand_id") REFERENCES "lilong"."demand"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."cosign" ADD CONSTRAINT "cosign_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."cosign" ADD CONSTRAINT "cosign_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand_bundle" ADD CONSTRAINT "demand_bundle_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."handbook_entry" ADD CONSTRAINT "handbook_entry_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_shift" ADD CONSTRAINT "duty_shift_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_shift" ADD CONSTRAINT "duty_shift_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_shift" ADD CONSTRAINT "duty_shift_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."duty_shift" ADD CONSTRAINT "duty_shift_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."handover" ADD CONSTRAINT "handover_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."handover" ADD CONSTRAINT "handover_from_seat_id_role_seat_id_fk" FOREIGN KEY ("from_seat_id") REFERENCES "lilong"."role_seat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."handover" ADD CONSTRAINT "handover_to_seat_id_role_seat_id_fk" FOREIGN KEY ("to_seat_id") REFERENCES "lilong"."role_seat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."handover_item" ADD CONSTRAINT "handover_item_handover_id_handover_id_fk" FOREIGN KEY ("handover_id") REFERENCES "lilong"."handover"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."household" ADD CONSTRAINT "household_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."household" ADD CONSTRAINT "household_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rebinding" ADD CONSTRAINT "rebinding_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rebinding" ADD CONSTRAINT "rebinding_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rebinding" ADD CONSTRAINT "rebinding_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rebinding" ADD CONSTRAINT "rebinding_decided_by_person_id_fk" FOREIGN KEY ("decided_by") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."body" ADD CONSTRAINT "body_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."body" ADD CONSTRAINT "body_subdistrict_id_subdistrict_id_fk" FOREIGN KEY ("subdistrict_id") REFERENCES "lilong"."subdistrict"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."body_serves" ADD CONSTRAINT "body_serves_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."body_serves" ADD CONSTRAINT "body_serves_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."roster_import" ADD CONSTRAINT "roster_import_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."roster_row" ADD CONSTRAINT "roster_row_import_id_roster_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "lilong"."roster_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rule_adoption" ADD CONSTRAINT "rule_adoption_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rule_override" ADD CONSTRAINT "rule_override_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cosign_once" ON "lilong"."cosign" USING btree ("demand_id","person_id") WHERE "lilong"."cosign"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "cosign_person" ON "lilong"."cosign" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "demand_bundle_community" ON "lilong"."demand_bundle" USING btree ("community_id","sent_at");--> statement-breakpoint
CREATE INDEX "handbook_entry_community" ON "lilong"."handbook_entry" USING btree ("community_id") WHERE "lilong"."handbook_entry"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "duty_shift_now" ON "lilong"."duty_shift" USING btree ("community_id","ends_at") WHERE "lilong"."duty_shift"."cancelled_at" is null;--> statement-breakpoint
CREATE INDEX "duty_shift_person" ON "lilong"."duty_shift" USING btree ("person_id","starts_at");--> statement-breakpoint
CREATE INDEX "handover_community" ON "lilong"."handover" USING btree ("community_id","started_at");--> statement-breakpoint
CREATE INDEX "household_community" ON "lilong"."household" USING btree ("community_id");--> statement-breakpoint
CREATE UNIQUE INDEX "rebinding_open" ON "lilong"."rebinding" USING btree ("account_id") WHERE "lilong"."rebinding"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "rebinding_community" ON "lilong"."rebinding" USING btree ("community_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "body_one_committee" ON "lilong"."body" USING btree ("community_id") WHERE "lilong"."body"."kind" = 'committee' and "lilong"."body"."ended_at" is null and "lilong"."body"."second_because" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "body_name" ON "lilong"."body" USING btree (coalesce("community_id", "subdistrict_id"),"name") WHERE "lilong"."body"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "body_community" ON "lilong"."body" USING btree ("community_id","kind");--> statement-breakpoint
CREATE INDEX "body_subdistrict" ON "lilong"."body" USING btree ("subdistrict_id","kind");--> statement-breakpoint
CREATE INDEX "body_serves_community" ON "lilong"."body_serves" USING btree ("community_id");--> statement-breakpoint
CREATE INDEX "roster_import_community" ON "lilong"."roster_import" USING btree ("community_id","started_at");--> statement-breakpoint
CREATE INDEX "roster_row_key" ON "lilong"."roster_row" USING btree ("import_id","roster_key");--> statement-breakpoint
CREATE INDEX "roster_row_change" ON "lilong"."roster_row" USING btree ("import_id","change","line");--> statement-breakpoint
CREATE INDEX "rule_override_of" ON "lilong"."rule_override" USING btree ("community_id","key");--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD CONSTRAINT "chat_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD CONSTRAINT "chat_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_entered_by_person_id_person_id_fk" FOREIGN KEY ("entered_by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_merged_into_id_demand_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "lilong"."demand"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_unit_body_id_body_id_fk" FOREIGN KEY ("unit_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_bundle_id_demand_bundle_id_fk" FOREIGN KEY ("bundle_id") REFERENCES "lilong"."demand_bundle"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD CONSTRAINT "community_subdistrict_id_subdistrict_id_fk" FOREIGN KEY ("subdistrict_id") REFERENCES "lilong"."subdistrict"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD CONSTRAINT "person_household_id_household_id_fk" FOREIGN KEY ("household_id") REFERENCES "lilong"."household"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD CONSTRAINT "role_seat_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "choice_prompt_message" ON "lilong"."choice_prompt" USING btree ("message_key") WHERE "lilong"."choice_prompt"."message_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "demand_external" ON "lilong"."demand" USING btree ("external_key") WHERE "lilong"."demand"."external_key" is not null;--> statement-breakpoint
CREATE INDEX "demand_merged_into" ON "lilong"."demand" USING btree ("merged_into_id") WHERE "lilong"."demand"."merged_into_id" is not null;--> statement-breakpoint
CREATE INDEX "demand_unit" ON "lilong"."demand" USING btree ("unit_body_id","state") WHERE "lilong"."demand"."unit_body_id" is not null;--> statement-breakpoint
CREATE INDEX "demand_bundle_of" ON "lilong"."demand" USING btree ("bundle_id") WHERE "lilong"."demand"."bundle_id" is not null;--> statement-breakpoint
CREATE INDEX "demand_work" ON "lilong"."demand" USING btree ("community_id","place_id","tier","state","respond_by","category","handler_person_id","unit_body_id","id") WHERE "lilong"."demand"."state" in ('submitted','needs_info','accepted','handling','resolved','reopened','referred','listed');--> statement-breakpoint
CREATE INDEX "demand_open" ON "lilong"."demand" USING btree ("community_id","state","respond_by");--> statement-breakpoint
CREATE INDEX "demand_alike" ON "lilong"."demand" USING btree ("community_id","category","submitted_at");--> statement-breakpoint
CREATE INDEX "community_subdistrict" ON "lilong"."community" USING btree ("subdistrict_id");--> statement-breakpoint
CREATE INDEX "person_household" ON "lilong"."person" USING btree ("household_id") WHERE "lilong"."person"."household_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "person_roster" ON "lilong"."person" USING btree ("community_id","roster_key") WHERE "lilong"."person"."roster_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "role_seat_held_once" ON "lilong"."role_seat" USING btree ("person_id","role",coalesce("place_id", '00000000-0000-0000-0000-000000000000'::uuid),coalesce("body_id", '00000000-0000-0000-0000-000000000000'::uuid)) WHERE "lilong"."role_seat"."until" is null;--> statement-breakpoint
CREATE INDEX "role_seat_body" ON "lilong"."role_seat" USING btree ("body_id") WHERE "lilong"."role_seat"."until" is null and "lilong"."role_seat"."body_id" is not null;--> statement-breakpoint
CREATE INDEX "role_seat_person" ON "lilong"."role_seat" USING btree ("person_id") WHERE "lilong"."role_seat"."until" is null;--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD CONSTRAINT "chat_bound_group" CHECK ("lilong"."chat"."scope" = 'group' or ("lilong"."chat"."body_id" is null and "lilong"."chat"."place_id" is null));--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_merged" CHECK (("lilong"."demand"."state" = 'merged') = ("lilong"."demand"."merged_into_id" is not null));--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_merged_elsewhere" CHECK ("lilong"."demand"."merged_into_id" is null or "lilong"."demand"."merged_into_id" <> "lilong"."demand"."id");--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_referred" CHECK ("lilong"."demand"."state" <> 'referred' or "lilong"."demand"."unit_body_id" is not null);--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_source" CHECK ("lilong"."demand"."source" in ('chat','phone','paper','visit','patrol','hotline_12345'));--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_state" CHECK ("lilong"."demand"."state" in ('submitted','needs_info','accepted','rejected','handling','resolved','confirmed','reopened','withdrawn','closed','merged','referred','listed','promoted'));--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD CONSTRAINT "community_type" CHECK ("lilong"."community"."type" in ('modern','existing','transitional'));--> statement-breakpoint
ALTER TABLE "lilong"."community" ADD CONSTRAINT "community_occupancy" CHECK ("lilong"."community"."occupancy_percent" between 0 and 100);--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD CONSTRAINT "person_speak_basis" CHECK ("lilong"."person"."speak_basis" in ('registered','habitual','worker','owner'));--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD CONSTRAINT "person_vote_basis" CHECK ("lilong"."person"."vote_basis" in ('registered','habitual','worker','owner'));--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD CONSTRAINT "role_seat_position" CHECK ("lilong"."role_seat"."position" in ('chair','deputy','member'));--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD CONSTRAINT "role_seat_filled_by" CHECK ("lilong"."role_seat"."filled_by" in ('elected','recommended','appointed','substituted','hired'));