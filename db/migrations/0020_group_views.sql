CREATE TABLE "lilong"."gathered" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chat_id" uuid NOT NULL,
	"account_id" uuid,
	"about" text NOT NULL,
	"words_sealed" "bytea" NOT NULL,
	"discreet" boolean NOT NULL,
	"token_sealed" "bytea",
	"token_until" timestamptz,
	"outbox_id" uuid,
	"at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "gathered_of" UNIQUE("chat_id","account_id","about"),
	CONSTRAINT "gathered_token" CHECK (("lilong"."gathered"."token_sealed" is null) = ("lilong"."gathered"."token_until" is null))
);
--> statement-breakpoint
ALTER TABLE "lilong"."view" ADD COLUMN "shown_at" timestamptz;--> statement-breakpoint
ALTER TABLE "lilong"."gathered" ADD CONSTRAINT "gathered_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."gathered" ADD CONSTRAINT "gathered_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "gathered_account" ON "lilong"."gathered" USING btree ("account_id");