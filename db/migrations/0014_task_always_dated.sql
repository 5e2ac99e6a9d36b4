ALTER TABLE "lilong"."reminder_sent" DROP CONSTRAINT "reminder_sent_channel";--> statement-breakpoint
ALTER TABLE "lilong"."task" DROP CONSTRAINT "task_due";--> statement-breakpoint
ALTER TABLE "lilong"."task" DROP CONSTRAINT "task_dated";--> statement-breakpoint
ALTER TABLE "lilong"."task" DROP CONSTRAINT "task_state";--> statement-breakpoint
ALTER TABLE "lilong"."task" ALTER COLUMN "due_on" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."task" ALTER COLUMN "due_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."task" ALTER COLUMN "first_due_on" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."reminder_sent" ADD CONSTRAINT "reminder_sent_channel" CHECK ("lilong"."reminder_sent"."channel" in ('digest','alone'));--> statement-breakpoint
ALTER TABLE "lilong"."task" ADD CONSTRAINT "task_state" CHECK ("lilong"."task"."state" in ('scheduled','notified','acknowledged','in_progress','submitted','returned','verified','done','waived','cancelled'));