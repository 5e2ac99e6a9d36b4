ALTER TABLE "lilong"."ballot_event" ADD COLUMN "reason_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "lilong"."ballot_objection" ADD COLUMN "answer_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "lilong"."meeting_event" ADD COLUMN "reason_sealed" "bytea";