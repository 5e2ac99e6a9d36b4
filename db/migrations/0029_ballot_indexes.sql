CREATE INDEX "ballot_recusal_of" ON "lilong"."ballot_recusal" USING btree ("ballot_id");--> statement-breakpoint
CREATE INDEX "paper_entry_of" ON "lilong"."paper_entry" USING btree ("ballot_id");--> statement-breakpoint
CREATE INDEX "voting_proxy_of" ON "lilong"."voting_proxy" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "meeting_chair" ON "lilong"."meeting" USING btree ("chair_id") WHERE "lilong"."meeting"."ended_at" is null;