CREATE TABLE "lilong"."circular" (
	"id" uuid PRIMARY KEY NOT NULL,
	"notice_sealed" "bytea" NOT NULL,
	"cursor" uuid,
	"created_at" timestamptz NOT NULL,
	"done_at" timestamptz
);
--> statement-breakpoint
ALTER TABLE "lilong"."choice_prompt" ALTER COLUMN "chat_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "circular_open" ON "lilong"."circular" USING btree ("id") WHERE "lilong"."circular"."done_at" is null;--> statement-breakpoint
CREATE INDEX "circular_done_at" ON "lilong"."circular" USING btree ("done_at") WHERE "lilong"."circular"."done_at" is not null;