CREATE TABLE "lilong"."calendar_feed" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"address_key" text NOT NULL,
	"created_at" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "calendar_feed_address_key_unique" UNIQUE("address_key")
);
--> statement-breakpoint
CREATE TABLE "lilong"."figure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"name" text NOT NULL,
	"value" integer NOT NULL,
	"as_of" date NOT NULL,
	"entered_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "figure_value" CHECK ("lilong"."figure"."value" >= 0)
);
--> statement-breakpoint
CREATE TABLE "lilong"."plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"key" text NOT NULL,
	"year" smallint NOT NULL,
	"document" jsonb NOT NULL,
	"batch_id" uuid,
	"loaded_at" timestamptz NOT NULL,
	"looked_at" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."reminder" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"round" integer NOT NULL,
	"offset" smallint NOT NULL,
	"due_at" timestamptz NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"settled_at" timestamptz,
	CONSTRAINT "reminder_once" UNIQUE("subject","round","offset"),
	CONSTRAINT "reminder_state" CHECK ("lilong"."reminder"."state" in ('waiting','sent','passed_over','idle','cancelled')),
	CONSTRAINT "reminder_settled" CHECK (("lilong"."reminder"."state" = 'waiting') = ("lilong"."reminder"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."reminder_sent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"round" integer NOT NULL,
	"offset" smallint NOT NULL,
	"person_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"outbox_id" uuid,
	"fate" text,
	"at" timestamptz NOT NULL,
	"seen_at" timestamptz,
	CONSTRAINT "reminder_sent_once" UNIQUE("subject","round","offset","person_id","channel"),
	CONSTRAINT "reminder_sent_channel" CHECK ("lilong"."reminder_sent"."channel" in ('digest','alone','second','group','printed'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."task" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"plan_id" uuid,
	"item" text,
	"occurrence" text,
	"batch_id" uuid,
	"title" jsonb NOT NULL,
	"details" jsonb,
	"owner_role" text NOT NULL,
	"owner_body_id" uuid,
	"delegate_id" uuid,
	"verifier_role" text,
	"evidence" text NOT NULL,
	"state" text NOT NULL,
	"due_on" date,
	"due_at" timestamptz,
	"due_provisional" boolean DEFAULT false NOT NULL,
	"first_due_on" date,
	"known_at" timestamptz NOT NULL,
	"supervised" boolean DEFAULT false NOT NULL,
	"acknowledged_at" timestamptz,
	"submitted_at" timestamptz,
	"submitted_by_id" uuid,
	"ended_at" timestamptz,
	"escalated" smallint DEFAULT 0 NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "task_state" CHECK ("lilong"."task"."state" in ('planned','scheduled','notified','acknowledged','in_progress','submitted','returned','verified','done','waived','cancelled')),
	CONSTRAINT "task_evidence" CHECK ("lilong"."task"."evidence" in ('none','text','file')),
	CONSTRAINT "task_due" CHECK (("lilong"."task"."due_on" is null) = ("lilong"."task"."due_at" is null)),
	CONSTRAINT "task_dated" CHECK ("lilong"."task"."state" in ('planned','waived','cancelled') or "lilong"."task"."due_at" is not null),
	CONSTRAINT "task_ended" CHECK (("lilong"."task"."state" in ('done','waived','cancelled')) = ("lilong"."task"."ended_at" is not null)),
	CONSTRAINT "task_submitted" CHECK ("lilong"."task"."state" not in ('submitted','verified') or "lilong"."task"."submitted_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "lilong"."task_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"task_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"kind" text NOT NULL,
	"by_role" text NOT NULL,
	"by_person_id" uuid,
	"text_sealed" "bytea",
	"ordinal" integer NOT NULL,
	"salt" "bytea",
	CONSTRAINT "task_event_order" UNIQUE("task_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."task_extension" (
	"id" uuid PRIMARY KEY NOT NULL,
	"task_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"until" date NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"asked_by_id" uuid,
	"asked_at" timestamptz NOT NULL,
	"state" text NOT NULL,
	"decided_by_id" uuid,
	"decided_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "task_extension_state" CHECK ("lilong"."task_extension"."state" in ('asked','granted','denied','void')),
	CONSTRAINT "task_extension_decided" CHECK (("lilong"."task_extension"."state" = 'asked') = ("lilong"."task_extension"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."training" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"name" text NOT NULL,
	"held_on" date NOT NULL,
	"entered_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "training_once" UNIQUE("community_id","name","held_on"),
	CONSTRAINT "training_name" CHECK ("lilong"."training"."name" in ('head','members','grid'))
);
--> statement-breakpoint
ALTER TABLE "lilong"."attachment" ADD COLUMN "task_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."calendar_feed" ADD CONSTRAINT "calendar_feed_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."figure" ADD CONSTRAINT "figure_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."plan" ADD CONSTRAINT "plan_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."reminder" ADD CONSTRAINT "reminder_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."reminder_sent" ADD CONSTRAINT "reminder_sent_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."reminder_sent" ADD CONSTRAINT "reminder_sent_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "lilong"."outbox"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_plan_id_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "lilong"."plan"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_owner_body_id_body_id_fk" FOREIGN KEY ("owner_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_delegate_id_person_id_fk" FOREIGN KEY ("delegate_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_submitted_by_id_person_id_fk" FOREIGN KEY ("submitted_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task_event" ADD CONSTRAINT "task_event_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "lilong"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task_event" ADD CONSTRAINT "task_event_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task_extension" ADD CONSTRAINT "task_extension_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "lilong"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task_extension" ADD CONSTRAINT "task_extension_asked_by_id_person_id_fk" FOREIGN KEY ("asked_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."task_extension" ADD CONSTRAINT "task_extension_decided_by_id_person_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."training" ADD CONSTRAINT "training_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feed_one" ON "lilong"."calendar_feed" USING btree ("person_id") WHERE "lilong"."calendar_feed"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "figure_newest" ON "lilong"."figure" USING btree ("community_id","name","as_of","entered_at");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_of" ON "lilong"."plan" USING btree ("community_id","key","year") WHERE "lilong"."plan"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "plan_batch" ON "lilong"."plan" USING btree ("batch_id") WHERE "lilong"."plan"."batch_id" is not null;--> statement-breakpoint
CREATE INDEX "reminder_due" ON "lilong"."reminder" USING btree ("community_id","due_at") WHERE "lilong"."reminder"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "reminder_next" ON "lilong"."reminder" USING btree ("due_at") WHERE "lilong"."reminder"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "reminder_sent_person" ON "lilong"."reminder_sent" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "reminder_sent_outbox" ON "lilong"."reminder_sent" USING btree ("outbox_id");--> statement-breakpoint
CREATE UNIQUE INDEX "task_occurrence" ON "lilong"."task" USING btree ("plan_id","item","occurrence") WHERE "lilong"."task"."plan_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "task_batch" ON "lilong"."task" USING btree ("batch_id","community_id") WHERE "lilong"."task"."batch_id" is not null and "lilong"."task"."plan_id" is null;--> statement-breakpoint
CREATE INDEX "task_open" ON "lilong"."task" USING btree ("community_id","due_at") WHERE "lilong"."task"."state" in ('scheduled','notified','acknowledged','in_progress','returned');--> statement-breakpoint
CREATE INDEX "task_community" ON "lilong"."task" USING btree ("community_id","due_at");--> statement-breakpoint
CREATE INDEX "task_delegate" ON "lilong"."task" USING btree ("delegate_id") WHERE "lilong"."task"."delegate_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "task_extension_one" ON "lilong"."task_extension" USING btree ("task_id") WHERE "lilong"."task_extension"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "task_extension_task" ON "lilong"."task_extension" USING btree ("task_id");--> statement-breakpoint
ALTER TABLE "lilong"."attachment" ADD CONSTRAINT "attachment_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "lilong"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachment_task" ON "lilong"."attachment" USING btree ("task_id") WHERE "lilong"."attachment"."task_id" is not null;