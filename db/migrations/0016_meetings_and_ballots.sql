CREATE TABLE "lilong"."ballot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"meeting_id" uuid,
	"item_id" uuid,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"question" jsonb NOT NULL,
	"options" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"form" text NOT NULL,
	"binding" boolean NOT NULL,
	"state" text NOT NULL,
	"electorate" jsonb,
	"rules" jsonb,
	"roll_hash" text,
	"frozen_at" timestamptz,
	"opened_at" timestamptz,
	"closes_at" timestamptz,
	"closed_at" timestamptz,
	"attendance" jsonb,
	"key_sealed" "bytea",
	"choices" jsonb,
	"result" jsonb,
	"outcome" text,
	"counted_at" timestamptz,
	"verified_by_id" uuid,
	"declared_at" timestamptz,
	"published_at" timestamptz,
	"objection_until" timestamptz,
	"ended_at" timestamptz,
	"revote_of" uuid,
	"run_off" boolean DEFAULT false NOT NULL,
	"reviewed_by_id" uuid,
	"drafted_as" text NOT NULL,
	"drafted_by_id" uuid,
	"chat_id" uuid,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "ballot_number" UNIQUE("community_id","number"),
	CONSTRAINT "ballot_form" CHECK ("lilong"."ballot"."form" in ('open','secret')),
	CONSTRAINT "ballot_state" CHECK ("lilong"."ballot"."state" in ('draft','reviewed','roll_frozen','open','paused','closed','counted','verified','declared','published','objection','final','withdrawn')),
	CONSTRAINT "ballot_outcome" CHECK ("lilong"."ballot"."outcome" in ('passed','failed','tied','inquorate','void')),
	CONSTRAINT "ballot_frozen" CHECK ("lilong"."ballot"."state" in ('draft','reviewed','withdrawn') or ("lilong"."ballot"."roll_hash" is not null and "lilong"."ballot"."rules" is not null)),
	CONSTRAINT "ballot_counted" CHECK (("lilong"."ballot"."state" in ('counted','verified','declared','published','objection','final')) = ("lilong"."ballot"."result" is not null)),
	CONSTRAINT "ballot_where" CHECK (("lilong"."ballot"."meeting_id" is null) = ("lilong"."ballot"."electorate" is not null)),
	CONSTRAINT "ballot_ended" CHECK (("lilong"."ballot"."state" in ('final','withdrawn')) = ("lilong"."ballot"."ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."ballot_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ballot_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"basis" text NOT NULL,
	"basis_id" uuid,
	"present" boolean,
	"recused" boolean DEFAULT false NOT NULL,
	"holder_id" uuid,
	"salt" "bytea",
	CONSTRAINT "ballot_entry_number" UNIQUE("ballot_id","number"),
	CONSTRAINT "ballot_entry_person" UNIQUE("ballot_id","person_id"),
	CONSTRAINT "ballot_entry_basis" CHECK ("lilong"."ballot_entry"."basis" in ('seat','household','area'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."ballot_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ballot_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"kind" text NOT NULL,
	"by_role" text NOT NULL,
	"by_person_id" uuid,
	"reason" text,
	"ordinal" integer NOT NULL,
	"salt" "bytea",
	CONSTRAINT "ballot_event_order" UNIQUE("ballot_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."ballot_objection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ballot_id" uuid NOT NULL,
	"person_id" uuid,
	"reason_sealed" "bytea" NOT NULL,
	"entries" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"at" timestamptz NOT NULL,
	"state" text NOT NULL,
	"answer" text,
	"decided_by_id" uuid,
	"decided_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "ballot_objection_state" CHECK ("lilong"."ballot_objection"."state" in ('open','upheld','dismissed')),
	CONSTRAINT "ballot_objection_decided" CHECK (("lilong"."ballot_objection"."state" = 'open') = ("lilong"."ballot_objection"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."ballot_recusal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ballot_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"by_person_id" uuid,
	"at" timestamptz NOT NULL,
	"state" text NOT NULL,
	"decided_by_id" uuid,
	"decided_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "ballot_recusal_kind" CHECK ("lilong"."ballot_recusal"."kind" in ('declared','challenged')),
	CONSTRAINT "ballot_recusal_state" CHECK ("lilong"."ballot_recusal"."state" in ('asked','upheld','dismissed')),
	CONSTRAINT "ballot_recusal_decided" CHECK (("lilong"."ballot_recusal"."state" = 'asked') = ("lilong"."ballot_recusal"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."paper_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ballot_id" uuid NOT NULL,
	"entered_by_id" uuid NOT NULL,
	"entered_at" timestamptz NOT NULL,
	"handed_in" jsonb NOT NULL,
	"choices_sealed" "bytea",
	"state" text NOT NULL,
	"salt" "bytea",
	CONSTRAINT "paper_entry_state" CHECK ("lilong"."paper_entry"."state" in ('entered','agreed','void'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."vote" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ballot_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"choice" text,
	"envelope" "bytea",
	"receipt" text NOT NULL,
	"channel" text NOT NULL,
	"account_id" uuid,
	"pressed_at" timestamptz,
	"received_at" timestamptz,
	"sequence" text,
	"salt" "bytea",
	CONSTRAINT "vote_once" UNIQUE("ballot_id","number"),
	CONSTRAINT "vote_receipt" UNIQUE("ballot_id","receipt"),
	CONSTRAINT "vote_channel" CHECK ("lilong"."vote"."channel" in ('chat','paper')),
	CONSTRAINT "vote_kept" CHECK ("lilong"."vote"."choice" is null or "lilong"."vote"."envelope" is null)
);
--> statement-breakpoint
CREATE TABLE "lilong"."voting_proxy" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"grantor_id" uuid NOT NULL,
	"holder_id" uuid NOT NULL,
	"filed_at" timestamptz NOT NULL,
	"revoked_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."meeting" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"venue" text,
	"starts_at" timestamptz NOT NULL,
	"state" text NOT NULL,
	"place_id" uuid,
	"body_id" uuid,
	"demand_id" uuid,
	"petition_id" uuid,
	"series" text,
	"occurrence" text,
	"convened_as" text NOT NULL,
	"convened_by_id" uuid,
	"chair_id" uuid,
	"recorder_id" uuid,
	"chat_id" uuid,
	"shortened_because" text,
	"consent_by_id" uuid,
	"consent_at" timestamptz,
	"noticed_at" timestamptz,
	"noticed_to" integer,
	"began_at" timestamptz,
	"closed_at" timestamptz,
	"ended_at" timestamptz,
	"round" integer DEFAULT 0 NOT NULL,
	"check_in_sealed" "bytea" NOT NULL,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "meeting_kind" CHECK ("lilong"."meeting"."kind" in ('residents','representatives','hearing','mediation','appraisal','joint','council','committee','station','grid','election','owners')),
	CONSTRAINT "meeting_state" CHECK ("lilong"."meeting"."state" in ('draft','convened','noticed','check_in','quorum_met','in_session','voting','suspended','quorum_failed','closed','minutes_draft','minutes_confirmed','published','follow_up','archived','cancelled')),
	CONSTRAINT "meeting_ended" CHECK (("lilong"."meeting"."state" in ('archived','cancelled')) = ("lilong"."meeting"."ended_at" is not null)),
	CONSTRAINT "meeting_consent" CHECK (("lilong"."meeting"."consent_by_id" is null) = ("lilong"."meeting"."consent_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."meeting_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"kind" text NOT NULL,
	"by_role" text NOT NULL,
	"by_person_id" uuid,
	"reason" text,
	"ordinal" integer NOT NULL,
	"salt" "bytea",
	CONSTRAINT "meeting_event_order" UNIQUE("meeting_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."meeting_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"title" text NOT NULL,
	"text" text,
	"noticed_round" integer,
	"removed_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "meeting_item_order" UNIQUE("meeting_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."meeting_member" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"basis" text NOT NULL,
	"basis_id" uuid,
	"part" text,
	"may_vote" boolean NOT NULL,
	"answer" text,
	"answered_at" timestamptz,
	"removed_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "meeting_member_once" UNIQUE("meeting_id","person_id"),
	CONSTRAINT "meeting_member_basis" CHECK ("lilong"."meeting_member"."basis" in ('seat','household','area','named')),
	CONSTRAINT "meeting_member_part" CHECK ("lilong"."meeting_member"."part" in ('side','affected','user','unit','guest')),
	CONSTRAINT "meeting_member_answer" CHECK ("lilong"."meeting_member"."answer" in ('attending','leave')),
	CONSTRAINT "meeting_member_answered" CHECK (("lilong"."meeting_member"."answer" is null) = ("lilong"."meeting_member"."answered_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."meeting_presence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"by" text NOT NULL,
	"entered_by_id" uuid,
	"at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "meeting_presence_kind" CHECK ("lilong"."meeting_presence"."kind" in ('came','left')),
	CONSTRAINT "meeting_presence_by" CHECK ("lilong"."meeting_presence"."by" in ('code','staff','paper'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."minutes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"version" smallint NOT NULL,
	"text_sealed" "bytea" NOT NULL,
	"written_as" text NOT NULL,
	"written_by_id" uuid,
	"written_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "minutes_version" UNIQUE("meeting_id","version")
);
--> statement-breakpoint
CREATE TABLE "lilong"."minutes_signature" (
	"id" uuid PRIMARY KEY NOT NULL,
	"minutes_id" uuid NOT NULL,
	"signer" text NOT NULL,
	"person_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "minutes_signature_once" UNIQUE("minutes_id","signer"),
	CONSTRAINT "minutes_signature_signer" CHECK ("lilong"."minutes_signature"."signer" in ('chair','recorder','supervisor'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."petition" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"opened_by_id" uuid NOT NULL,
	"opened_at" timestamptz NOT NULL,
	"state" text NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "petition_state" CHECK ("lilong"."petition"."state" in ('open','reached','withdrawn')),
	CONSTRAINT "petition_ended" CHECK (("lilong"."petition"."state" = 'open') = ("lilong"."petition"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."petition_signature" (
	"id" uuid PRIMARY KEY NOT NULL,
	"petition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"withdrawn_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "petition_signature_once" UNIQUE("petition_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_item_id_meeting_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "lilong"."meeting_item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_verified_by_id_person_id_fk" FOREIGN KEY ("verified_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_reviewed_by_id_person_id_fk" FOREIGN KEY ("reviewed_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_drafted_by_id_person_id_fk" FOREIGN KEY ("drafted_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_revote_of_ballot_id_fk" FOREIGN KEY ("revote_of") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_entry" ADD CONSTRAINT "ballot_entry_ballot_id_ballot_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_entry" ADD CONSTRAINT "ballot_entry_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_entry" ADD CONSTRAINT "ballot_entry_holder_id_person_id_fk" FOREIGN KEY ("holder_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_event" ADD CONSTRAINT "ballot_event_ballot_id_ballot_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_event" ADD CONSTRAINT "ballot_event_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_objection" ADD CONSTRAINT "ballot_objection_ballot_id_ballot_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_objection" ADD CONSTRAINT "ballot_objection_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_objection" ADD CONSTRAINT "ballot_objection_decided_by_id_person_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_recusal" ADD CONSTRAINT "ballot_recusal_ballot_id_ballot_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_recusal" ADD CONSTRAINT "ballot_recusal_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_recusal" ADD CONSTRAINT "ballot_recusal_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_recusal" ADD CONSTRAINT "ballot_recusal_decided_by_id_person_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."paper_entry" ADD CONSTRAINT "paper_entry_ballot_id_ballot_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."paper_entry" ADD CONSTRAINT "paper_entry_entered_by_id_person_id_fk" FOREIGN KEY ("entered_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."vote" ADD CONSTRAINT "vote_ballot_id_ballot_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "lilong"."ballot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."vote" ADD CONSTRAINT "vote_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."vote" ADD CONSTRAINT "vote_ballot_id_number_ballot_entry_ballot_id_number_fk" FOREIGN KEY ("ballot_id","number") REFERENCES "lilong"."ballot_entry"("ballot_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."voting_proxy" ADD CONSTRAINT "voting_proxy_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."voting_proxy" ADD CONSTRAINT "voting_proxy_grantor_id_person_id_fk" FOREIGN KEY ("grantor_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."voting_proxy" ADD CONSTRAINT "voting_proxy_holder_id_person_id_fk" FOREIGN KEY ("holder_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_demand_id_demand_id_fk" FOREIGN KEY ("demand_id") REFERENCES "lilong"."demand"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_petition_id_petition_id_fk" FOREIGN KEY ("petition_id") REFERENCES "lilong"."petition"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_convened_by_id_person_id_fk" FOREIGN KEY ("convened_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_chair_id_person_id_fk" FOREIGN KEY ("chair_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_recorder_id_person_id_fk" FOREIGN KEY ("recorder_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD CONSTRAINT "meeting_consent_by_id_person_id_fk" FOREIGN KEY ("consent_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_event" ADD CONSTRAINT "meeting_event_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_event" ADD CONSTRAINT "meeting_event_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_item" ADD CONSTRAINT "meeting_item_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" ADD CONSTRAINT "meeting_member_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" ADD CONSTRAINT "meeting_member_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_presence" ADD CONSTRAINT "meeting_presence_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_presence" ADD CONSTRAINT "meeting_presence_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_presence" ADD CONSTRAINT "meeting_presence_entered_by_id_person_id_fk" FOREIGN KEY ("entered_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."minutes" ADD CONSTRAINT "minutes_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "lilong"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."minutes" ADD CONSTRAINT "minutes_written_by_id_person_id_fk" FOREIGN KEY ("written_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."minutes_signature" ADD CONSTRAINT "minutes_signature_minutes_id_minutes_id_fk" FOREIGN KEY ("minutes_id") REFERENCES "lilong"."minutes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."minutes_signature" ADD CONSTRAINT "minutes_signature_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."petition" ADD CONSTRAINT "petition_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."petition" ADD CONSTRAINT "petition_opened_by_id_person_id_fk" FOREIGN KEY ("opened_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."petition_signature" ADD CONSTRAINT "petition_signature_petition_id_petition_id_fk" FOREIGN KEY ("petition_id") REFERENCES "lilong"."petition"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."petition_signature" ADD CONSTRAINT "petition_signature_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ballot_meeting" ON "lilong"."ballot" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "ballot_open" ON "lilong"."ballot" USING btree ("community_id") WHERE "lilong"."ballot"."state" in ('open','paused');--> statement-breakpoint
CREATE UNIQUE INDEX "ballot_revote" ON "lilong"."ballot" USING btree ("revote_of") WHERE "lilong"."ballot"."revote_of" is not null and "lilong"."ballot"."state" <> 'withdrawn';--> statement-breakpoint
CREATE INDEX "ballot_entry_holder" ON "lilong"."ballot_entry" USING btree ("ballot_id","holder_id") WHERE "lilong"."ballot_entry"."holder_id" is not null;--> statement-breakpoint
CREATE INDEX "ballot_objection_of" ON "lilong"."ballot_objection" USING btree ("ballot_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ballot_recusal_one" ON "lilong"."ballot_recusal" USING btree ("ballot_id","person_id") WHERE "lilong"."ballot_recusal"."state" <> 'dismissed';--> statement-breakpoint
CREATE UNIQUE INDEX "paper_entry_one" ON "lilong"."paper_entry" USING btree ("ballot_id","entered_by_id") WHERE "lilong"."paper_entry"."state" <> 'void';--> statement-breakpoint
CREATE UNIQUE INDEX "voting_proxy_one" ON "lilong"."voting_proxy" USING btree ("meeting_id","grantor_id") WHERE "lilong"."voting_proxy"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "meeting_community" ON "lilong"."meeting" USING btree ("community_id","starts_at");--> statement-breakpoint
CREATE INDEX "meeting_open" ON "lilong"."meeting" USING btree ("community_id","starts_at") WHERE "lilong"."meeting"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_occurrence" ON "lilong"."meeting" USING btree ("community_id","series","occurrence") WHERE "lilong"."meeting"."series" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_petition" ON "lilong"."meeting" USING btree ("petition_id") WHERE "lilong"."meeting"."petition_id" is not null;--> statement-breakpoint
CREATE INDEX "meeting_member_person" ON "lilong"."meeting_member" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "meeting_presence_of" ON "lilong"."meeting_presence" USING btree ("meeting_id","person_id","at");--> statement-breakpoint
CREATE INDEX "petition_community" ON "lilong"."petition" USING btree ("community_id","opened_at");--> statement-breakpoint
CREATE INDEX "task_source" ON "lilong"."task" USING btree ("source") WHERE "lilong"."task"."source" is not null;