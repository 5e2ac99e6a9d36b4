-- A link that was used before this release stays used.
DELETE FROM "lilong"."handoff" WHERE "used_at" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."handoff" DROP COLUMN "used_at";