ALTER TABLE "lilong"."ballot_event" DROP COLUMN "reason";--> statement-breakpoint
ALTER TABLE "lilong"."ballot_objection" DROP COLUMN "answer";--> statement-breakpoint
ALTER TABLE "lilong"."meeting_event" DROP COLUMN "reason";