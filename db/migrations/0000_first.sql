CREATE SCHEMA IF NOT EXISTS "lilong";
--> statement-breakpoint
CREATE TABLE "lilong"."chat" (
	"id" uuid PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"bot_account" text NOT NULL,
	"chat_key" text NOT NULL,
	"address_sealed" "bytea" NOT NULL,
	"scope" text NOT NULL,
	"account_id" uuid,
	"community_id" uuid,
	"title_sealed" "bytea",
	"state" text DEFAULT 'active' NOT NULL,
	"language" text,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "chat_chat_key_unique" UNIQUE("chat_key"),
	CONSTRAINT "chat_scope" CHECK ("lilong"."chat"."scope" in ('direct','group')),
	CONSTRAINT "chat_state" CHECK ("lilong"."chat"."state" in ('active','blocked','left')),
	CONSTRAINT "chat_direct_account" CHECK ("lilong"."chat"."scope" = 'group' or "lilong"."chat"."account_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "lilong"."choice_prompt" (
	"id" text PRIMARY KEY NOT NULL,
	"chat_id" uuid NOT NULL,
	"account_id" uuid,
	"choices_sealed" "bytea" NOT NULL,
	"created_at" timestamptz NOT NULL,
	"expires_at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lilong"."conversation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chat_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"flow" text,
	"step" text,
	"version" integer DEFAULT 1 NOT NULL,
	"state_sealed" "bytea",
	"last_prompt" text,
	"updated_at" timestamptz NOT NULL,
	CONSTRAINT "conversation_of" UNIQUE("chat_id","account_id"),
	CONSTRAINT "conversation_step" CHECK (("lilong"."conversation"."flow" is null) = ("lilong"."conversation"."step" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."handoff" (
	"token_key" text PRIMARY KEY NOT NULL,
	"user_key" text,
	"community_id" uuid,
	"payload_sealed" "bytea" NOT NULL,
	"created_at" timestamptz NOT NULL,
	"expires_at" timestamptz NOT NULL,
	"used_at" timestamptz
);
--> statement-breakpoint
CREATE TABLE "lilong"."web_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bytes_sealed" "bytea" NOT NULL,
	"name_sealed" "bytea",
	"mime" text NOT NULL,
	"created_at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lilong"."web_message" (
	"seq" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lilong"."web_message_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"retry_key" text NOT NULL,
	"chat_key" text NOT NULL,
	"message" text NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"replaced_by" text,
	"meta" jsonb NOT NULL,
	"created_at" timestamptz NOT NULL,
	CONSTRAINT "web_message_retry_key_unique" UNIQUE("retry_key")
);
--> statement-breakpoint
CREATE TABLE "lilong"."attachment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"demand_id" uuid,
	"account_id" uuid,
	"chat_id" uuid,
	"role" text DEFAULT 'report' NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"ref_sealed" "bytea",
	"point_sealed" "bytea",
	"name_sealed" "bytea",
	"mime" text,
	"size" integer,
	"reason" text,
	"message_key" text,
	"received_at" timestamptz NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamptz DEFAULT now() NOT NULL,
	"salt" "bytea",
	CONSTRAINT "attachment_state" CHECK ("lilong"."attachment"."state" in ('pending','stored','gone','refused','erased'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."attachment_blob" (
	"attachment_id" uuid PRIMARY KEY NOT NULL,
	"bytes_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lilong"."demand" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"year" smallint NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"tier" text DEFAULT 'grid' NOT NULL,
	"category" text NOT NULL,
	"place_id" uuid,
	"place_text_sealed" "bytea",
	"text_sealed" "bytea" NOT NULL,
	"submitter_account_id" uuid,
	"submitter_person_id" uuid,
	"chat_id" uuid,
	"verified" boolean NOT NULL,
	"source" text DEFAULT 'chat' NOT NULL,
	"handler_person_id" uuid,
	"taken" boolean DEFAULT false NOT NULL,
	"submitted_at" timestamptz NOT NULL,
	"respond_by" timestamptz NOT NULL,
	"respond_by_provisional" boolean DEFAULT false NOT NULL,
	"responded_at" timestamptz,
	"resolved_at" timestamptz,
	"evidence" text,
	"reopen_count" smallint DEFAULT 0 NOT NULL,
	"resolution" smallint DEFAULT 0 NOT NULL,
	"closed_at" timestamptz,
	"version" integer DEFAULT 1 NOT NULL,
	"salt" "bytea",
	CONSTRAINT "demand_numbered" UNIQUE("community_id","year","number"),
	CONSTRAINT "demand_number_positive" CHECK ("lilong"."demand"."number" > 0),
	CONSTRAINT "demand_state" CHECK ("lilong"."demand"."state" in ('submitted','needs_info','accepted','rejected','handling','resolved','confirmed','reopened','withdrawn','closed')),
	CONSTRAINT "demand_tier" CHECK ("lilong"."demand"."tier" in ('grid','committee','subdistrict')),
	CONSTRAINT "demand_resolved_evidence" CHECK ("lilong"."demand"."state" not in ('resolved','confirmed') or ("lilong"."demand"."evidence" is not null and "lilong"."demand"."resolved_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."demand_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"demand_id" uuid NOT NULL,
	"at" timestamptz NOT NULL,
	"kind" text NOT NULL,
	"by_role" text NOT NULL,
	"text_sealed" "bytea",
	"ordinal" integer NOT NULL,
	"salt" "bytea",
	CONSTRAINT "demand_event_ordinal" UNIQUE("demand_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "lilong"."demand_number" (
	"community_id" uuid NOT NULL,
	"year" smallint NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "demand_number_of" UNIQUE("community_id","year")
);
--> statement-breakpoint
CREATE TABLE "lilong"."command_done" (
	"command_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"result_sealed" "bytea",
	"actor_id" uuid,
	"request_digest" text,
	"at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lilong"."ledger" (
	"position" bigint PRIMARY KEY NOT NULL,
	"entry" text NOT NULL,
	"subject" text NOT NULL,
	"digest" text,
	"prev_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"sealed_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_prev_hash_unique" UNIQUE("prev_hash"),
	CONSTRAINT "ledger_hash_unique" UNIQUE("hash"),
	CONSTRAINT "ledger_hash" CHECK ("lilong"."ledger"."hash" = sha256("lilong"."ledger"."prev_hash" || convert_to("lilong"."ledger"."entry", 'UTF8'))),
	CONSTRAINT "ledger_position" CHECK ("lilong"."ledger"."position" > 0)
);
--> statement-breakpoint
CREATE TABLE "lilong"."ledger_pending" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lilong"."ledger_pending_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry" text NOT NULL,
	"subject" text NOT NULL,
	"digest" text,
	"mac" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lilong"."quota_month" (
	"platform" text NOT NULL,
	"bot_account" text NOT NULL,
	"month" text NOT NULL,
	"limit" integer,
	"used" integer DEFAULT 0 NOT NULL,
	"synced_at" timestamptz,
	CONSTRAINT "quota_month_of" UNIQUE("platform","bot_account","month")
);
--> statement-breakpoint
CREATE TABLE "lilong"."setting" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb,
	"value_sealed" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."chat_account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"bot_account" text NOT NULL,
	"user_key" text NOT NULL,
	"user_sealed" "bytea" NOT NULL,
	"name_sealed" "bytea",
	"person_id" uuid,
	"bound_at" timestamptz,
	"community_id" uuid,
	"language" text,
	"guessed_language" text,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "chat_account_user" UNIQUE("user_key"),
	CONSTRAINT "chat_account_bound" CHECK (("lilong"."chat_account"."person_id" is null) = ("lilong"."chat_account"."bound_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."community" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text DEFAULT 'Asia/Shanghai' NOT NULL,
	"rule_pack" text DEFAULT 'lilong-default' NOT NULL,
	"created_at" timestamptz NOT NULL,
	"salt" "bytea",
	CONSTRAINT "community_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "lilong"."invitation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"code_key" text NOT NULL,
	"expires_at" timestamptz NOT NULL,
	"created_at" timestamptz NOT NULL,
	"used_at" timestamptz,
	"used_by" uuid,
	"revoked" boolean DEFAULT false NOT NULL,
	"salt" "bytea",
	CONSTRAINT "invitation_code_key_unique" UNIQUE("code_key"),
	CONSTRAINT "invitation_used" CHECK (("lilong"."invitation"."used_at" is null) = ("lilong"."invitation"."used_by" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"contact_sealed" "bytea",
	"home_place_id" uuid,
	"language" text,
	"created_at" timestamptz NOT NULL,
	"erased_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."place" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"parent_id" uuid,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"aliases" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"salt" "bytea",
	CONSTRAINT "place_name" UNIQUE("community_id","kind","name"),
	CONSTRAINT "place_kind" CHECK ("lilong"."place"."kind" in ('grid','group','building','unit'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."rate_window" (
	"key" text NOT NULL,
	"window_start" timestamptz NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "rate_window_key" UNIQUE("key","window_start")
);
--> statement-breakpoint
CREATE TABLE "lilong"."role_seat" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"community_id" uuid NOT NULL,
	"role" text NOT NULL,
	"place_id" uuid,
	"since" timestamptz NOT NULL,
	"until" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."announcement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"text_sealed" "bytea" NOT NULL,
	"cursor" uuid,
	"reached" integer DEFAULT 0 NOT NULL,
	"created_at" timestamptz NOT NULL,
	"done_at" timestamptz,
	"salt" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lilong"."inbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lilong"."inbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_key" text NOT NULL,
	"platform" text NOT NULL,
	"conversation_key" text NOT NULL,
	"body_sealed" "bytea",
	"message_key" text,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"last_error" text,
	"event_at" timestamptz NOT NULL,
	"received_at" timestamptz DEFAULT now() NOT NULL,
	"next_at" timestamptz DEFAULT now() NOT NULL,
	"done_at" timestamptz,
	CONSTRAINT "inbox_event_key_unique" UNIQUE("event_key"),
	CONSTRAINT "inbox_state" CHECK ("lilong"."inbox"."state" in ('pending','done','parked')),
	CONSTRAINT "inbox_done" CHECK (("lilong"."inbox"."state" = 'done') = ("lilong"."inbox"."done_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lilong"."outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"lane" text NOT NULL,
	"kind" text NOT NULL,
	"topic" text NOT NULL,
	"purpose" text NOT NULL,
	"wire_sealed" "bytea",
	"envelope_sealed" "bytea",
	"retry_key" uuid NOT NULL,
	"view_id" uuid,
	"policy" text DEFAULT 'skip' NOT NULL,
	"state" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"reason" text,
	"recipients" integer DEFAULT 0 NOT NULL,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	"next_at" timestamptz DEFAULT now() NOT NULL,
	"lease_until" timestamptz,
	"lease_by" text,
	"settled_at" timestamptz,
	"message_sealed" "bytea",
	"offered_at" timestamptz,
	CONSTRAINT "outbox_id_unique" UNIQUE("id"),
	CONSTRAINT "outbox_state" CHECK ("lilong"."outbox"."state" in ('waiting','leased','sending','accepted','refused','unknown','dead','withdrawn')),
	CONSTRAINT "outbox_lane" CHECK ("lilong"."outbox"."lane" in ('interactive','bulk')),
	CONSTRAINT "outbox_kind" CHECK ("lilong"."outbox"."kind" in ('message','view','answer')),
	CONSTRAINT "outbox_settled" CHECK (("lilong"."outbox"."state" in ('waiting','leased','sending')) = ("lilong"."outbox"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lilong"."schedule" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"subject" text NOT NULL,
	"due_at" timestamptz NOT NULL,
	"provisional" smallint DEFAULT 0 NOT NULL,
	"shard" smallint NOT NULL,
	"payload_sealed" "bytea",
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"last_error" text,
	"retry_at" timestamptz DEFAULT now() NOT NULL,
	"settled_at" timestamptz,
	CONSTRAINT "schedule_state" CHECK ("lilong"."schedule"."state" in ('waiting','done','cancelled','parked'))
);
--> statement-breakpoint
CREATE TABLE "lilong"."unreached" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"topic" text NOT NULL,
	"subject" text NOT NULL,
	"at" timestamptz NOT NULL,
	CONSTRAINT "unreached_once" UNIQUE("person_id","topic","subject")
);
--> statement-breakpoint
CREATE TABLE "lilong"."view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chat_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"message_sealed" "bytea",
	"shown_digest" text,
	"created_at" timestamptz DEFAULT now() NOT NULL,
	CONSTRAINT "view_of" UNIQUE("chat_id","subject")
);
--> statement-breakpoint
CREATE TABLE "lilong"."view_stale" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lilong"."view_stale_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"view_id" uuid NOT NULL,
	"since" timestamptz DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD CONSTRAINT "chat_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."chat" ADD CONSTRAINT "chat_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."choice_prompt" ADD CONSTRAINT "choice_prompt_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."choice_prompt" ADD CONSTRAINT "choice_prompt_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."conversation" ADD CONSTRAINT "conversation_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."conversation" ADD CONSTRAINT "conversation_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."handoff" ADD CONSTRAINT "handoff_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."attachment" ADD CONSTRAINT "attachment_demand_id_demand_id_fk" FOREIGN KEY ("demand_id") REFERENCES "lilong"."demand"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."attachment" ADD CONSTRAINT "attachment_account_id_chat_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."attachment" ADD CONSTRAINT "attachment_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."attachment_blob" ADD CONSTRAINT "attachment_blob_attachment_id_attachment_id_fk" FOREIGN KEY ("attachment_id") REFERENCES "lilong"."attachment"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_submitter_account_id_chat_account_id_fk" FOREIGN KEY ("submitter_account_id") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_submitter_person_id_person_id_fk" FOREIGN KEY ("submitter_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand" ADD CONSTRAINT "demand_handler_person_id_person_id_fk" FOREIGN KEY ("handler_person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand_event" ADD CONSTRAINT "demand_event_demand_id_demand_id_fk" FOREIGN KEY ("demand_id") REFERENCES "lilong"."demand"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."demand_number" ADD CONSTRAINT "demand_number_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."chat_account" ADD CONSTRAINT "chat_account_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."chat_account" ADD CONSTRAINT "chat_account_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."invitation" ADD CONSTRAINT "invitation_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."invitation" ADD CONSTRAINT "invitation_used_by_chat_account_id_fk" FOREIGN KEY ("used_by") REFERENCES "lilong"."chat_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD CONSTRAINT "person_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."person" ADD CONSTRAINT "person_home_place_id_place_id_fk" FOREIGN KEY ("home_place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."place" ADD CONSTRAINT "place_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD CONSTRAINT "role_seat_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD CONSTRAINT "role_seat_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."role_seat" ADD CONSTRAINT "role_seat_place_id_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "lilong"."place"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."announcement" ADD CONSTRAINT "announcement_community_id_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "lilong"."community"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."outbox" ADD CONSTRAINT "outbox_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."unreached" ADD CONSTRAINT "unreached_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "lilong"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."view" ADD CONSTRAINT "view_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "lilong"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lilong"."view_stale" ADD CONSTRAINT "view_stale_view_id_view_id_fk" FOREIGN KEY ("view_id") REFERENCES "lilong"."view"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chat_account_direct" ON "lilong"."chat" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "chat_community" ON "lilong"."chat" USING btree ("community_id");--> statement-breakpoint
CREATE INDEX "choice_prompt_expiry" ON "lilong"."choice_prompt" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "choice_prompt_chat" ON "lilong"."choice_prompt" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "web_message_chat" ON "lilong"."web_message" USING btree ("chat_key","seq");--> statement-breakpoint
CREATE INDEX "web_message_id" ON "lilong"."web_message" USING btree ("chat_key","message");--> statement-breakpoint
CREATE INDEX "attachment_demand" ON "lilong"."attachment" USING btree ("demand_id");--> statement-breakpoint
CREATE INDEX "attachment_loose" ON "lilong"."attachment" USING btree ("account_id","received_at") WHERE "lilong"."attachment"."demand_id" is null;--> statement-breakpoint
CREATE INDEX "attachment_pending" ON "lilong"."attachment" USING btree ("next_at") WHERE "lilong"."attachment"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "attachment_message" ON "lilong"."attachment" USING btree ("message_key");--> statement-breakpoint
CREATE INDEX "demand_submitter" ON "lilong"."demand" USING btree ("submitter_account_id","submitted_at");--> statement-breakpoint
CREATE INDEX "demand_person" ON "lilong"."demand" USING btree ("submitter_person_id","submitted_at");--> statement-breakpoint
CREATE INDEX "demand_board" ON "lilong"."demand" USING btree ("community_id","submitted_at");--> statement-breakpoint
CREATE INDEX "demand_handler" ON "lilong"."demand" USING btree ("handler_person_id","state");--> statement-breakpoint
CREATE INDEX "ledger_subject" ON "lilong"."ledger" USING btree ("subject","position");--> statement-breakpoint
CREATE INDEX "chat_account_person" ON "lilong"."chat_account" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "person_community" ON "lilong"."person" USING btree ("community_id");--> statement-breakpoint
CREATE INDEX "place_parent" ON "lilong"."place" USING btree ("parent_id");--> statement-breakpoint
CREATE UNIQUE INDEX "role_seat_once" ON "lilong"."role_seat" USING btree ("person_id","role",coalesce("place_id", '00000000-0000-0000-0000-000000000000'::uuid)) WHERE "lilong"."role_seat"."until" is null;--> statement-breakpoint
CREATE INDEX "role_seat_of" ON "lilong"."role_seat" USING btree ("community_id","role") WHERE "lilong"."role_seat"."until" is null;--> statement-breakpoint
CREATE INDEX "announcement_open" ON "lilong"."announcement" USING btree ("created_at") WHERE "lilong"."announcement"."done_at" is null;--> statement-breakpoint
CREATE INDEX "inbox_pending" ON "lilong"."inbox" USING btree ("conversation_key","event_at","seq") WHERE "lilong"."inbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "inbox_queue" ON "lilong"."inbox" USING btree ("seq") WHERE "lilong"."inbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "inbox_parked" ON "lilong"."inbox" USING btree ("seq") WHERE "lilong"."inbox"."state" = 'parked';--> statement-breakpoint
CREATE INDEX "inbox_message" ON "lilong"."inbox" USING btree ("message_key") WHERE "lilong"."inbox"."message_key" is not null;--> statement-breakpoint
CREATE INDEX "inbox_done_at" ON "lilong"."inbox" USING btree ("done_at") WHERE "lilong"."inbox"."done_at" is not null;--> statement-breakpoint
CREATE INDEX "outbox_open_chat" ON "lilong"."outbox" USING btree ("chat_id","lane","seq") WHERE "lilong"."outbox"."state" in ('waiting','leased','sending');--> statement-breakpoint
CREATE INDEX "outbox_open" ON "lilong"."outbox" USING btree ("next_at") WHERE "lilong"."outbox"."state" in ('waiting','leased','sending');--> statement-breakpoint
CREATE INDEX "outbox_fate" ON "lilong"."outbox" USING btree ("state","seq");--> statement-breakpoint
CREATE INDEX "outbox_unoffered" ON "lilong"."outbox" USING btree ("chat_id") WHERE "lilong"."outbox"."state" = 'unknown' and "lilong"."outbox"."offered_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_settled_at" ON "lilong"."outbox" USING btree ("settled_at") WHERE "lilong"."outbox"."settled_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "schedule_key" ON "lilong"."schedule" USING btree ("key");--> statement-breakpoint
CREATE INDEX "schedule_due" ON "lilong"."schedule" USING btree ("due_at") WHERE "lilong"."schedule"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "schedule_subject" ON "lilong"."schedule" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "unreached_at" ON "lilong"."unreached" USING btree ("at");--> statement-breakpoint
CREATE INDEX "view_subject" ON "lilong"."view" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "view_stale_view" ON "lilong"."view_stale" USING btree ("view_id");