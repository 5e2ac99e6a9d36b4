ALTER TABLE "lilong"."household" ADD COLUMN "door_settled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."invitation" ADD COLUMN "given_as" text;--> statement-breakpoint
ALTER TABLE "lilong"."invitation" ADD COLUMN "given_by_person_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."invitation" ADD CONSTRAINT "invitation_given_by_person_id_person_id_fk" FOREIGN KEY ("given_by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "household_unsettled" ON "lilong"."household" USING btree ("id") WHERE not "lilong"."household"."door_settled";