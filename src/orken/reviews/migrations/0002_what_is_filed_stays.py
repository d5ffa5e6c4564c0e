"""The database keeps filed scorecards and agreed scores as they are, and assignments move only from state to state."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION reviews_demand_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('asked', 'accepted'), ('asked', 'declined'), ('asked', 'replaced'),
        ('accepted', 'filed'), ('accepted', 'declined'), ('accepted', 'replaced')
    )) THEN
        RAISE EXCEPTION 'An assignment that is % is not made to move so: % is refused.', OLD.state, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignments_move BEFORE UPDATE OR DELETE ON reviews_assignment
    FOR EACH ROW EXECUTE FUNCTION reviews_demand_move();

CREATE FUNCTION reviews_keep_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.filed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A scorecard stays, and as it was once it is filed: % is refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER filed_scorecards_stay BEFORE UPDATE OR DELETE ON reviews_scorecard
    FOR EACH ROW EXECUTE FUNCTION reviews_keep_filed();

CREATE FUNCTION reviews_keep_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.agreed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A consensus round stays, and as it was once all have agreed: % is refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreed_scores_stay BEFORE UPDATE OR DELETE ON reviews_consensus
    FOR EACH ROW EXECUTE FUNCTION reviews_keep_agreed();
"""

CONFIRMATIONS = """
CREATE TRIGGER confirmations_stay BEFORE UPDATE OR DELETE ON reviews_confirmation
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();
"""

BACKWARDS = """
DROP TRIGGER agreed_scores_stay ON reviews_consensus;
DROP FUNCTION reviews_keep_agreed;
DROP TRIGGER filed_scorecards_stay ON reviews_scorecard;
DROP FUNCTION reviews_keep_filed;
DROP TRIGGER assignments_move ON reviews_assignment;
DROP FUNCTION reviews_demand_move;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_experts_and_their_scorecards"), ("cases", "0002_what_was_filed_stays")]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RunSQL(CONFIRMATIONS, "DROP TRIGGER confirmations_stay ON reviews_confirmation"),
    ]
