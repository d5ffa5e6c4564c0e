"""The database itself takes votes only while an item is voted on, and keeps what is settled."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION commission_refuse(what text, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %', what, why USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION commission_move_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM commission_refuse('Sessions stay:', 'DELETE is refused.');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('prepared', 'open'), ('open', 'closed'), ('closed', 'minuted'), ('minuted', 'signed')
    ) THEN
        PERFORM commission_refuse('A session cannot move', 'from ' || OLD.state || ' to ' || NEW.state || '.');
    END IF;
    IF OLD.state <> 'prepared' AND
        (OLD.body_id, OLD.form, OLD.starts_at, OLD.closes_at, OLD.rules_id)
        IS DISTINCT FROM (NEW.body_id, NEW.form, NEW.starts_at, NEW.closes_at, NEW.rules_id)
    THEN
        PERFORM commission_refuse('A session keeps its body, form, times and rules', 'once it was opened.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sessions_move BEFORE UPDATE OR DELETE ON commission_session
    FOR EACH ROW EXECUTE FUNCTION commission_move_session();

CREATE FUNCTION commission_move_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('decided', 'postponed', 'taken_off') THEN
        PERFORM commission_refuse('What is settled on an agenda stays as it is:', TG_OP || ' is refused.');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('listed', 'voting'), ('listed', 'postponed'), ('listed', 'taken_off'),
        ('voting', 'counted'), ('voting', 'postponed'), ('voting', 'taken_off'),
        ('counted', 'decided'), ('counted', 'taken_off')
    ) THEN
        PERFORM commission_refuse('An item cannot move', 'from ' || OLD.state || ' to ' || NEW.state || '.');
    END IF;
    IF OLD.state = 'counted' AND NEW.result <> OLD.result THEN
        PERFORM commission_refuse('Votes are counted once:', 'the result stays.');
    END IF;
    IF (OLD.session_id, OLD.case_id, OLD.reference) <> (NEW.session_id, NEW.case_id, NEW.reference) THEN
        PERFORM commission_refuse('An item stays with its session and its case:', 'UPDATE is refused.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settled_items_stay BEFORE UPDATE OR DELETE ON commission_item
    FOR EACH ROW EXECUTE FUNCTION commission_move_item();

-- Waits for whoever closes the item at this moment, and then sees that it is closed.
CREATE FUNCTION commission_demand_voting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing text;
BEGIN
    SELECT state INTO standing FROM commission_item WHERE id = NEW.item_id FOR SHARE;
    IF standing IS DISTINCT FROM 'voting' THEN
        PERFORM commission_refuse('Votes are taken while an item is voted on;', 'it is ' || standing || '.');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION commission_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM commission_refuse(TG_TABLE_NAME || ' stays as it is:', TG_OP || ' is refused.');
    RETURN NULL;
END $$;
CREATE TRIGGER votes_while_open BEFORE INSERT ON commission_vote
    FOR EACH ROW EXECUTE FUNCTION commission_demand_voting();
CREATE TRIGGER votes_stay BEFORE UPDATE OR DELETE ON commission_vote
    FOR EACH ROW EXECUTE FUNCTION commission_keep();
CREATE TRIGGER papers_while_open BEFORE INSERT ON commission_ballotpaper
    FOR EACH ROW EXECUTE FUNCTION commission_demand_voting();
CREATE TRIGGER papers_stay BEFORE UPDATE OR DELETE ON commission_ballotpaper
    FOR EACH ROW EXECUTE FUNCTION commission_keep();
CREATE TRIGGER tally_while_open BEFORE INSERT OR UPDATE ON commission_sealedtally
    FOR EACH ROW EXECUTE FUNCTION commission_demand_voting();
CREATE TRIGGER tally_stays BEFORE DELETE ON commission_sealedtally
    FOR EACH ROW EXECUTE FUNCTION commission_keep();

CREATE FUNCTION commission_demand_unminuted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing text;
BEGIN
    SELECT session.state INTO standing FROM commission_session session
        JOIN commission_item item ON item.session_id = session.id WHERE item.id = NEW.item_id FOR SHARE OF session;
    IF standing NOT IN ('open', 'closed') THEN
        PERFORM commission_refuse('A dissenting opinion is written before the minutes;', 'the session is ' || standing);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dissent_before_minutes BEFORE INSERT ON commission_dissent
    FOR EACH ROW EXECUTE FUNCTION commission_demand_unminuted();
CREATE TRIGGER dissents_stay BEFORE UPDATE OR DELETE ON commission_dissent
    FOR EACH ROW EXECUTE FUNCTION commission_keep();

CREATE FUNCTION commission_demand_unclosed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing text;
BEGIN
    SELECT state INTO standing FROM commission_session
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.session_id ELSE NEW.session_id END FOR SHARE;
    IF TG_OP = 'UPDATE' OR standing NOT IN ('prepared', 'open') THEN
        PERFORM commission_refuse('Who was at a session is noted before it closes:', TG_OP || ' is refused.');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER attendance_before_closing BEFORE INSERT OR UPDATE OR DELETE ON commission_attendance
    FOR EACH ROW EXECUTE FUNCTION commission_demand_unclosed();

CREATE TRIGGER minutes_stay BEFORE UPDATE OR DELETE ON commission_minutes
    FOR EACH ROW EXECUTE FUNCTION commission_keep();
CREATE TRIGGER minutes_signatures_stay BEFORE UPDATE OR DELETE ON commission_minutessignature
    FOR EACH ROW EXECUTE FUNCTION commission_keep();

-- Rules and memberships change only by getting a last day.
CREATE FUNCTION commission_keep_but_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' THEN
        PERFORM commission_refuse(TG_TABLE_NAME || ' changes only by getting a last day:', TG_OP || ' is refused.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rules_stay BEFORE UPDATE OR DELETE ON commission_bodyrules
    FOR EACH ROW EXECUTE FUNCTION commission_keep_but_end();
CREATE TRIGGER memberships_stay BEFORE UPDATE OR DELETE ON commission_membership
    FOR EACH ROW EXECUTE FUNCTION commission_keep_but_end();
"""

TRIGGERS = {
    "session": ["sessions_move"],
    "item": ["settled_items_stay"],
    "vote": ["votes_while_open", "votes_stay"],
    "ballotpaper": ["papers_while_open", "papers_stay"],
    "sealedtally": ["tally_while_open", "tally_stays"],
    "dissent": ["dissent_before_minutes", "dissents_stay"],
    "attendance": ["attendance_before_closing"],
    "minutes": ["minutes_stay"],
    "minutessignature": ["minutes_signatures_stay"],
    "bodyrules": ["rules_stay"],
    "membership": ["memberships_stay"],
}
FUNCTIONS = (
    "move_session",
    "move_item",
    "demand_voting",
    "demand_unminuted",
    "demand_unclosed",
    "keep",
    "keep_but_end",
    "refuse",
)
BACKWARDS = "\n".join(
    [
        *(f"DROP TRIGGER {name} ON commission_{table};" for table, names in TRIGGERS.items() for name in names),
        *(f"DROP FUNCTION commission_{name};" for name in FUNCTIONS),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("commission", "0001_bodies_sessions_votes")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
