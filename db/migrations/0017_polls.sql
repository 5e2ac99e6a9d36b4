CREATE TABLE "lilong"."poll" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"chat_id" uuid NOT NULL,
	"body_id" uuid,
	"question" text NOT NULL,
	"kind" text NOT NULL,
	"options" jsonb NOT NULL,
	"anonymous" boolean NOT NULL,
	"hidden" boolean NOT NULL,
	"addable" boolean NOT NULL,
	"cell" integer NOT NULL,
	"state" text NOT NULL,
	"opened_at" timestamptz NOT NULL,
	"closes_at" timestamptz NOT NULL,
	"closed_at" timestamptz,
	"opened_as" text NOT NULL,
	"opened_by_id" uuid,
	"key_sealed" "bytea",
	"counted" jsonb,
	"salt" "bytea",
	CONSTRAINT "poll_number" UNIQUE("community_id","number"),
	CONSTRAINT "poll_kind" CHECK ("lilong"."poll"."kind" in ('date','single','multiple','ranked','rating')),
	CONSTRAINT "poll_state" CHECK ("lilong"."poll"."state" in ('open','closed')),
	CONSTRAINT "poll_closed" CHECK (("lilong"."poll"."state" = 'closed') = ("lilong"."poll"."closed_at" is not null)),
	CONSTRAINT "poll_counted" CHECK (("lilong"."poll"."state" = 'closed') = ("lilong"."poll"."counted" is not null)),
	CONSTRAINT "poll_key" CHECK (("lilong"."poll"."key_sealed" is not null) = ("lilong"."poll"."anonymous" and "lilong"."poll"."state" = 'open')),
	CONSTRAINT "poll_anonymous_hidden" CHECK ("lilong"."poll"."hidden" or not "lilong"."poll"."anonymous")
);
--> statement-breakpoint
CREATE TABLE "lilong"."poll_answer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"poll_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"answer" text,
	"envelope" "bytea",
	"account_id" uuid,
	"answered_at" timestamptz,
	"salt" "bytea",
	CONSTRAINT "poll_answer_once" UNIQUE("poll_id","person_id"),
	CONSTRAINT "poll_answer_kept" CHECK ("lilong"."poll_answer"."answer" is null or "lilong"."poll_answer"."envelope" is null)
);
--> statement-breakpoint
ALTER TABLE "lilong"."poll" ADD CONSTRAINT "poll_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."poll" ADD CONSTRAINT "poll_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."poll" ADD CONSTRAINT "poll_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."poll" ADD CONSTRAINT "poll_opened_by_id_person_id_fk" FOREIGN KEY ("opened_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."poll_answer" ADD CONSTRAINT "poll_answer_poll_id_poll_id_fk" FOREIGN KEY ("poll_id") REFERENCES "lilong"."poll"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."poll_answer" ADD CONSTRAINT "poll_answer_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."poll_answer" ADD CONSTRAINT "poll_answer_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "poll_chat" ON "lilong"."poll" USING btree ("chat_id");