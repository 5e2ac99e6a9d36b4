CREATE TABLE "lilong"."meeting_series" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"venue" text,
	"recurrence" jsonb NOT NULL,
	"items" jsonb NOT NULL,
	"place_id" uuid,
	"body_id" uuid,
	"chat_id" uuid,
	"started_as" text NOT NULL,
	"started_by_id" uuid,
	"started_at" timestamptz NOT NULL,
	"ended_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
ALTER TABLE "lilong"."meeting" ADD COLUMN "grid_digest" jsonb;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_series" ADD CONSTRAINT "meeting_series_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_series" ADD CONSTRAINT "meeting_series_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_series" ADD CONSTRAINT "meeting_series_body_id_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_series" ADD CONSTRAINT "meeting_series_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."meeting_series" ADD CONSTRAINT "meeting_series_started_by_id_person_id_fk" FOREIGN KEY ("started_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_series_once" ON "lilong"."meeting_series" USING btree ("community_id","kind",coalesce("place_id", "body_id", "community_id")) WHERE "lilong"."meeting_series"."ended_at" is null;