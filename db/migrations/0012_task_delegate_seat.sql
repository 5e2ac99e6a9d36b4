ALTER TABLE "lilong"."task" ADD COLUMN "delegate_role" text;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD COLUMN "delegate_body_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD COLUMN "title_public_at" timestamptz;--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_delegate_body_id_body_id_fk" FOREIGN KEY ("delegate_body_id") REFERENCES "lilong"."body"("id") ON DELETE no action ON UPDATE no action;