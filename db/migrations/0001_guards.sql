-- The ledger is append-only in the database itself, not only by habit of the code.
CREATE FUNCTION lilong.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON lilong.ledger
  FOR EACH ROW EXECUTE FUNCTION lilong.refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON lilong.ledger
  FOR EACH STATEMENT EXECUTE FUNCTION lilong.refuse_change();
--> statement-breakpoint
CREATE TRIGGER demand_event_append_only BEFORE UPDATE OR DELETE ON lilong.demand_event
  FOR EACH ROW EXECUTE FUNCTION lilong.refuse_change();
--> statement-breakpoint
-- A pending entry may leave only by being sealed; its text never changes.
CREATE TRIGGER ledger_pending_fixed BEFORE UPDATE ON lilong.ledger_pending
  FOR EACH ROW EXECUTE FUNCTION lilong.refuse_change();
--> statement-breakpoint
-- The chain has no forks and no gaps: every entry but the first continues the entry before it.
CREATE FUNCTION lilong.check_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_position bigint; last_hash bytea;
BEGIN
  SELECT position, hash INTO last_position, last_hash FROM lilong.ledger ORDER BY position DESC LIMIT 1;
  IF NEW.position <> coalesce(last_position, 0) + 1 OR NEW.prev_hash <> coalesce(last_hash, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'ledger entry % does not continue the chain', NEW.position USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_chain BEFORE INSERT ON lilong.ledger
  FOR EACH ROW EXECUTE FUNCTION lilong.check_chain();
--> statement-breakpoint
-- A demand never loses or changes its number, community or first words' time.
CREATE FUNCTION lilong.keep_demand_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.community_id, NEW.year, NEW.number, NEW.submitted_at) IS DISTINCT FROM (OLD.community_id, OLD.year, OLD.number, OLD.submitted_at) THEN
    RAISE EXCEPTION 'a demand keeps its number' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'demand % was changed by someone else', OLD.id USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER demand_event_no_truncate BEFORE TRUNCATE ON lilong.demand_event
  FOR EACH STATEMENT EXECUTE FUNCTION lilong.refuse_change();
--> statement-breakpoint
CREATE TRIGGER demand_identity BEFORE UPDATE ON lilong.demand
  FOR EACH ROW EXECUTE FUNCTION lilong.keep_demand_identity();
