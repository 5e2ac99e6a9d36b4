ALTER TABLE "lilong"."reminder_sent" ADD COLUMN "doubled_at" timestamptz;--> statement-breakpoint
CREATE INDEX "reminder_sent_at" ON "lilong"."reminder_sent" USING btree ("at");