ALTER TABLE "lilong"."body" DROP CONSTRAINT "body_kind";--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD COLUMN "fills_body_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD COLUMN "fills_role" text;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD COLUMN "seated_at" timestamptz;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD COLUMN "seated_by_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_fills_body_id_body_id_fk" FOREIGN KEY ("fills_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_seated_by_id_person_id_fk" FOREIGN KEY ("seated_by_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_fills" CHECK (("lilong"."ballot"."fills_body_id" is null) = ("lilong"."ballot"."fills_role" is null));--> statement-breakpoint
ALTER TABLE "lilong"."ballot" ADD CONSTRAINT "ballot_seated" CHECK ("lilong"."ballot"."seated_at" is null or ("lilong"."ballot"."state" = 'final' and "lilong"."ballot"."fills_body_id" is not null));--> statement-breakpoint
ALTER TABLE "lilong"."body" ADD CONSTRAINT "body_kind" CHECK ("lilong"."body"."kind" in ('committee','supervision','representatives','election_committee','sub_committee','group_leads','party','property_firm','owners_committee','station','station_department','office','leading_group','utility','unit'));