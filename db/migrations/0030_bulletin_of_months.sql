ALTER TABLE "lilong"."bulletin" DROP CONSTRAINT "bulletin_case_id_hotline_case_id_fk";
--> statement-breakpoint
DROP INDEX "lilong"."bulletin_one";--> statement-breakpoint
CREATE UNIQUE INDEX "bulletin_one" ON "lilong"."bulletin" USING btree (coalesce("community_id", "subdistrict_id"),"month") WHERE "lilong"."bulletin"."state" <> 'withdrawn';--> statement-breakpoint
ALTER TABLE "lilong"."bulletin" DROP COLUMN "case_id";