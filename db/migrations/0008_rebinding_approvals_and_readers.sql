CREATE TABLE "lilong"."rebinding_approval" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rebinding_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "rebinding_approval_once" UNIQUE("rebinding_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD COLUMN "resolved_by_person_id" uuid;--> statement-breakpoint
ALTER TABLE "lilong"."roster_import" ADD COLUMN "reader_seen_at" timestamptz DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "lilong"."rebinding_approval" ADD CONSTRAINT "rebinding_approval_rebinding_id_rebinding_id_fk" FOREIGN KEY ("rebinding_id") REFERENCES "lilong"."rebinding"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."rebinding_approval" ADD CONSTRAINT "rebinding_approval_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_resolved_by_person_id_person_id_fk" FOREIGN KEY ("resolved_by_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;