ALTER TABLE "lilong"."ballot_entry" DROP CONSTRAINT "ballot_entry_basis";--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" DROP CONSTRAINT "meeting_member_basis";--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" DROP CONSTRAINT "meeting_member_part";--> statement-breakpoint
ALTER TABLE "lilong"."meeting_series" ADD COLUMN "bodies" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_member_body" ON "lilong"."meeting_member" USING btree ("meeting_id","basis_id") WHERE "lilong"."meeting_member"."basis" = 'body' and "lilong"."meeting_member"."part" = 'unit' and "lilong"."meeting_member"."removed_at" is null;--> statement-breakpoint
ALTER TABLE "lilong"."ballot_entry" ADD CONSTRAINT "ballot_entry_basis" CHECK ("lilong"."ballot_entry"."basis" in ('seat','household','area','body'));--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" ADD CONSTRAINT "meeting_member_of_body" CHECK ("lilong"."meeting_member"."basis" <> 'body' or ("lilong"."meeting_member"."basis_id" is not null and "lilong"."meeting_member"."part" in ('unit','stand_in')));--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" ADD CONSTRAINT "meeting_member_basis" CHECK ("lilong"."meeting_member"."basis" in ('seat','household','area','named','body'));--> statement-breakpoint
ALTER TABLE "lilong"."meeting_member" ADD CONSTRAINT "meeting_member_part" CHECK ("lilong"."meeting_member"."part" in ('side','affected','user','unit','guest','stand_in'));