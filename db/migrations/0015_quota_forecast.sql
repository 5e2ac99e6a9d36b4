ALTER TABLE "lilong"."quota_month" ADD COLUMN "planned" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."quota_month" ADD COLUMN "expected" integer;--> statement-breakpoint
ALTER TABLE "lilong"."quota_month" ADD COLUMN "warned_at" timestamptz;