DROP INDEX "lilong"."demand_alike";--> statement-breakpoint
CREATE INDEX "demand_alike" ON "lilong"."demand" USING btree ("community_id","category","place_id","submitted_at");