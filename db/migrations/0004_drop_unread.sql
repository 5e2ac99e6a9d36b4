ALTER TABLE "lilong"."command_done" DROP COLUMN "actor_id";--> statement-breakpoint
ALTER TABLE "lilong"."schedule" DROP COLUMN "provisional";